import {
  eventDefinitions,
  EventRecord,
  OUTCOME_TYPE,
  OutcomeRecord,
  typeOfWireType,
  ZERO_HASH,
  type LogRecord,
  type ProblemCode,
} from '@skein/contracts';
import { recordHash } from './hash.ts';

/** Where a partition's history ends: the hash of its last accepted record, and how many there are. */
export interface Head {
  head: string;
  seq: number;
}

export const emptyHead = (): Head => ({ head: ZERO_HASH, seq: 0 });

export type Acceptance =
  | { kind: 'accepted'; record: LogRecord; next: Head }
  /** No part of history: skipped and counted by every reader. */
  | { kind: 'void' }
  /** Follows the head, but cannot be understood: nobody may go on. */
  | { kind: 'parked'; code: ProblemCode; detail: string };

/**
 * The acceptance rule: a record counts if and only if its `prev` is the hash of the last accepted record of its partition.
 * Everybody who reads a partition from the start with this rule accepts the same records (docs/architecture.md, "The log").
 */
export function accept({ head, seq }: Head, value: string | null): Acceptance {
  const parsed = value === null ? undefined : parse(value);
  if (value === null || parsed?.prev !== head) return { kind: 'void' };
  if (parsed.seq !== seq + 1) {
    return { kind: 'parked', code: 'log.seq-mismatch', detail: `the record after seq ${seq} says seq ${String(parsed.seq)}` };
  }
  const read = parsed.type === OUTCOME_TYPE ? OutcomeRecord.safeParse(parsed) : EventRecord.safeParse(parsed);
  if (!read.success) return { kind: 'parked', code: 'log.unknown-event', detail: `seq ${seq + 1}: ${read.error.issues[0]?.message}` };
  const unknown = unknownEvent(read.data);
  if (unknown) return { kind: 'parked', code: 'log.unknown-event', detail: `seq ${seq + 1}: ${unknown}` };
  return { kind: 'accepted', record: read.data, next: { head: recordHash(value), seq: seq + 1 } };
}

function unknownEvent(record: LogRecord): string | undefined {
  if (record.type === OUTCOME_TYPE) return undefined;
  const definition = eventDefinitions.get(typeOfWireType(record.type) ?? '');
  if (!definition) return `this program does not know the event type ${record.type}`;
  const data = definition.schema.safeParse(record.data);
  return data.success ? undefined : `${record.type}: ${data.error.issues[0]?.path.join('.')} ${data.error.issues[0]?.message}`;
}

function parse(value: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // bytes that are no JSON cannot follow anything
  }
}
