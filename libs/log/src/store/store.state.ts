import type { Category, LogRecord, ProblemCode } from '@skein/contracts';
import type { Head } from '../record/acceptance.ts';

/** The stored place in a partition: everything before `nextOffset` has been read, and `seq` records of it were accepted. */
export interface Cursor extends Head {
  nextOffset: number;
  /** Kafka offset of the record that `head` is the hash of; -1 at the start. */
  headOffset: number;
}

export interface AcceptedRecord {
  record: LogRecord;
  /** As text, or its bytes as they came. */
  value: string | Uint8Array;
  hash: string;
  offset: number;
}

/** One transaction's worth of a partition: whole commands only. `void` records move the cursor and are counted. */
export interface StoreGroup {
  from: Cursor;
  to: Cursor;
  records: AcceptedRecord[];
  voids: number;
}

export type StorePhase = 'syncing' | 'ready' | 'parked';

export interface StoreState {
  readonly category: Category;
  readonly partition: number;
  /** Records in one transaction, at most, unless a single command has more. */
  readonly groupLimit: number;
  phase: StorePhase;
  incarnation: number;
  /** What is committed. */
  cursor: Cursor;
  /** What the acceptance rule has seen. */
  tip: Cursor;
  /** Accepted and not yet in a group; each carries the cursor right behind it and the voids since the record before it. */
  pending: { accepted: AcceptedRecord; after: Cursor; voidsBefore: number }[];
  /** Void records behind the last pending one. */
  trailingVoids: number;
  group?: StoreGroup | undefined;
  parkedBecause?: { code: ProblemCode; detail: string } | undefined;
  /** A park that holds from here on: what was accepted before it is stored first. */
  parkAfter?: { code: ProblemCode; detail: string } | undefined;
}

const START: Cursor = { nextOffset: 0, head: '0'.repeat(64), seq: 0, headOffset: -1 };
export const startCursor = (): Cursor => ({ ...START });

export function initialStore(category: Category, partition: number, groupLimit = 1000): StoreState {
  const cursors = { cursor: startCursor(), tip: startCursor() };
  return { category, partition, groupLimit, phase: 'syncing', incarnation: 0, ...cursors, pending: [], trailingVoids: 0 };
}
