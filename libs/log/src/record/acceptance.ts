import { readRecord, ZERO_HASH, type LogRecord, type ProblemCode } from '@skein/contracts';
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
 * All partitions begin with the same head, so a record also says which one it was made for.
 * Everybody who reads a partition from the start with this rule accepts the same records (docs/architecture.md, "The log").
 * `bytes`: those of `value` in UTF-8, from whoever has them.
 */
export function accept({ head, seq }: Head, value: string | null, partition: number, bytes?: Uint8Array): Acceptance {
  const parsed = value === null ? undefined : parse(value);
  if (parsed?.prev !== head) return { kind: 'void' };
  if (parsed.seq !== seq + 1) {
    return { kind: 'parked', code: 'log.seq-mismatch', detail: `the record after seq ${seq} says seq ${String(parsed.seq)}` };
  }
  if (parsed.partition !== partition) {
    const detail = `the record after seq ${seq} says that it belongs to partition ${String(parsed.partition)}, not ${partition}`;
    return { kind: 'parked', code: 'log.foreign-topic', detail };
  }
  const read = readRecord(parsed);
  if ('record' in read) return { kind: 'accepted', record: read.record, next: { head: recordHash(bytes ?? value!), seq: seq + 1 } };
  return { kind: 'parked', code: 'log.unknown-event', detail: `seq ${seq + 1}: ${read.unfit}` };
}

function parse(value: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // bytes that are no JSON cannot follow anything
  }
}
