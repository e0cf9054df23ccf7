import type { ProblemCode } from '@skein/contracts';
import type { Cursor, StoreGroup } from './store.state.ts';

/** What the topic looks like, for the checks before the first record is read. */
export interface TopicEnds {
  logStart: number;
  highWatermark: number;
}

export interface FetchedValue {
  offset: number;
  value: string | null;
  /** The UTF-8 bytes of `value`, from whoever has them: they need not be made again to be hashed and stored. */
  bytes?: Uint8Array | undefined;
}

export type StoreInput =
  | { kind: 'assigned' }
  /** `ends` and, when it is not trimmed yet, the hash of the record at the cursor's `headOffset`, as Kafka has it now. */
  | { kind: 'cursor'; incarnation: number; cursor: Cursor; ends: TopicEnds; headRecordHash: string | undefined }
  /** In order, from the offset of the last `seek` on; what was fetched before that seek must not come any more. */
  | { kind: 'fetched'; records: readonly FetchedValue[] }
  | { kind: 'committed'; incarnation: number }
  /** Another instance moved the cursor: what was prepared here is void. */
  | { kind: 'lost'; incarnation: number }
  /** The database failed; nothing was written. */
  | { kind: 'failed'; incarnation: number }
  | { kind: 'broken'; incarnation: number; code: ProblemCode; detail: string }
  | { kind: 'revoked' };

export type StoreEffect =
  /** Read the stored cursor, the topic's ends and the record at `headOffset`. */
  | { kind: 'read-cursor'; incarnation: number }
  | { kind: 'seek'; offset: number }
  /** One transaction. Folded states of an instance that lost (`drop-folds`) must not be used for it. */
  | { kind: 'commit'; incarnation: number; group: StoreGroup }
  | { kind: 'retry-later'; incarnation: number; group: StoreGroup }
  | { kind: 'drop-folds' }
  /** The cursor moved: wake who waits for it. */
  | { kind: 'moved'; cursor: Cursor }
  | { kind: 'park'; code: ProblemCode; detail: string };
