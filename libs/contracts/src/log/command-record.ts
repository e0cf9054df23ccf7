import { z } from 'zod';
import { text } from '../core/text.ts';
import { CommandId, Json, Sha256, StreamId, Tenant, Subject } from '../core/primitives.ts';
import { Principal } from './principal.ts';
import { Traceparent } from './record.ts';

/**
 * A command on a commands topic: CloudEvents 1.0, structured mode. `subject` is the stream. Without an `id` the record's place
 * names it. `sealedby` is an HMAC over principal and command that only command-services can make; without it `tenant` and
 * `actor` speak for the sender, and only a local deployment believes them.
 */
export const CommandRecord = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: CommandId.optional(),
    source: z.string().min(1).max(200),
    type: z.string().max(200),
    subject: StreamId.optional(),
    time: z.string().max(40).optional(),
    datacontenttype: z.literal('application/json').optional(),
    tenant: Tenant.optional(),
    actor: Subject.optional(),
    expectedversion: z.int().min(0).optional(),
    causationid: text(128).optional(),
    correlationid: text(128).optional(),
    traceparent: Traceparent.optional(),
    principal: Principal.optional(),
    sealedby: Sha256.optional(),
    /** Set when a command-service moved the record to the partition of its key; it is moved once. */
    forwarded: z.boolean().optional(),
    data: Json,
  })
  .meta({ id: 'CommandRecord' });
export type CommandRecord = z.infer<typeof CommandRecord>;
