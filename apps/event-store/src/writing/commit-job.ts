import type { StoreGroup, StoreInput } from '@skein/log';
import type { AppendGroup, PartitionRef } from '@skein/postgres';

/** How a transaction ended, as the partition's state machine is told; the machine adds its incarnation. */
export type CommitResult =
  { kind: 'committed' | 'lost' | 'failed' } | { kind: 'broken'; code: Extract<StoreInput, { kind: 'broken' }>['code']; detail: string };

/** A group that waits for its transaction. */
export interface CommitJob {
  place: PartitionRef;
  group: StoreGroup;
  /** Made once: folding changes the folds in place, so that a repeat must use what was made before. */
  prepared?: AppendGroup;
  /** Somebody holds a row that it, or a group that it was written with, needs: nobody else is to wait with it. */
  alone?: boolean;
  /** Nobody waits for it any more. */
  isVoid(): boolean;
  done(result: CommitResult): void;
}
