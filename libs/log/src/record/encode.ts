import { eventDefinitions, OUTCOME_TYPE, type Decision, type LogRecord } from '@skein/contracts';
import type { Head } from './acceptance.ts';
import { recordId } from './derived-ids.ts';
import { recordHash } from './hash.ts';

/** What the records of a command say about it. */
export interface CommandOrigin {
  tenant: string;
  stream: string;
  id: string;
  hash: string;
  actor: string;
  causationId?: string | undefined;
  correlationId: string;
  traceparent?: string | undefined;
}

export interface EncodedRecord {
  record: LogRecord;
  /** The bytes that are sent, stored and hashed. */
  value: string;
  hash: string;
}

const SOURCE = 'skein/command-service';

/** Makes the linked records of one decided command, unchecked: {@link readLinked} tells what readers will make of them. `version` is the stream's before it, `time` in milliseconds. */
export function encodeDecision(
  decision: Decision,
  origin: CommandOrigin,
  { head, partition, version, time }: { head: Head; partition: number; version: number; time: number },
): EncodedRecord[] {
  const bodies = bodiesOf(decision, version);
  const iso = new Date(time).toISOString();
  let { head: prev, seq } = head;
  return bodies.map((body, index) => {
    const record = {
      specversion: '1.0',
      id: recordId(time, origin, index),
      source: SOURCE,
      type: body.type,
      subject: origin.stream,
      time: iso,
      datacontenttype: 'application/json',
      dataschema: `urn:${body.type.replaceAll('.', ':')}`,
      tenant: origin.tenant,
      partition,
      seq: ++seq,
      ...(body.version === undefined ? {} : { version: body.version }),
      commandid: origin.id,
      commandhash: origin.hash,
      ...(origin.causationId === undefined ? {} : { causationid: origin.causationId }),
      correlationid: origin.correlationId,
      actor: origin.actor,
      schemaversion: body.schemaVersion,
      last: index === bodies.length - 1,
      prev,
      ...(origin.traceparent === undefined ? {} : { traceparent: origin.traceparent }),
      data: body.data,
    } as LogRecord;
    const value = JSON.stringify(record);
    prev = recordHash(value);
    return { record, value, hash: prev };
  });
}

interface Body {
  type: string;
  schemaVersion: number;
  version?: number;
  data: unknown;
}

function bodiesOf(decision: Decision, version: number): Body[] {
  if (decision.kind === 'unchanged') return [{ type: OUTCOME_TYPE, schemaVersion: 1, data: { outcome: 'unchanged', version } }];
  if (decision.kind === 'rejected') {
    const { code, detail } = decision;
    return [{ type: OUTCOME_TYPE, schemaVersion: 1, data: { outcome: 'rejected', version, code, detail } }];
  }
  if (decision.events.length === 0) throw new RangeError('a decision for events must make at least one');
  return decision.events.map((event, index) => {
    const definition = eventDefinitions.get(event.type);
    if (!definition) throw new RangeError(`no event is called ${event.type}`);
    return { type: definition.wireType, schemaVersion: definition.version, version: version + 1 + index, data: event.data };
  });
}
