import { z } from 'zod';
import { CommandId, Instant, Json, Sha256, StreamId, Subject, Tenant } from '../core/primitives.ts';

/** W3C trace context. */
export const Traceparent = z
  .string()
  .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
  .meta({ id: 'Traceparent' });

const linked = {
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string().max(200),
  /** The stream. */
  subject: StreamId,
  time: Instant,
  datacontenttype: z.literal('application/json'),
  dataschema: z.string().max(300),
  tenant: Tenant,
  partition: z.int().min(0),
  /** 1, 2, 3 … over the accepted records of the partition. */
  seq: z.int().min(1),
  commandid: CommandId,
  commandhash: Sha256,
  causationid: z.string().max(128).optional(),
  correlationid: z.string().max(128),
  actor: Subject,
  schemaversion: z.int().min(1),
  /** The last record of its command. */
  last: z.boolean(),
  /** SHA-256 of the bytes of the record before it in the partition; zeros at the start. */
  prev: Sha256,
  traceparent: Traceparent.optional(),
};

/** A fact in the log: CloudEvents 1.0, structured mode, one JSON value. */
export const EventRecord = z
  .strictObject({
    ...linked,
    type: z.string().max(200),
    /** 1, 2, 3 … over the events of the stream. */ version: z.int().min(1),
    data: Json,
  })
  .meta({ id: 'EventRecord' });
export type EventRecord = z.infer<typeof EventRecord>;

/** The CloudEvents type of {@link OutcomeRecord}. */
export const OUTCOME_TYPE = 'dev.skein.command.outcome.v1';

/** The answer to a command that made no event. */
export const OutcomeRecord = z
  .strictObject({
    ...linked,
    type: z.literal(OUTCOME_TYPE),
    data: z.discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.literal('unchanged'), version: z.int().min(0) }),
      z.strictObject({
        outcome: z.literal('rejected'),
        version: z.int().min(0),
        code: z.string().max(100),
        detail: z.record(z.string(), Json),
      }),
    ]),
  })
  .meta({ id: 'OutcomeRecord' });
export type OutcomeRecord = z.infer<typeof OutcomeRecord>;

export type LogRecord = EventRecord | OutcomeRecord;

export const isOutcome = (record: LogRecord): record is OutcomeRecord => record.type === OUTCOME_TYPE;

/** `prev` of the first record of a partition. */
export const ZERO_HASH = '0'.repeat(64);
