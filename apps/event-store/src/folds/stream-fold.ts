import type { Category, Timer } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { emptyStream, type FoldedStream } from '@skein/log';

/** A stream as this process has folded it, with what is needed to keep its stored rows. */
export interface StreamFold {
  folded: FoldedStream;
  /** Of the newest snapshot, and of the events behind it. */
  snapshotBytes: number;
  tailBytes: number;
  /** The deadlines that the store holds, by `purpose/subject`; `undefined`: not known here. */
  timers: ReadonlyMap<string, Timer> | undefined;
  /** Commands that made events since it stood still last, as far as this process has seen them. */
  commandsInARow: number;
  /** Its events could not be folded, or its rows not be kept: history goes on without rows. */
  broken: boolean;
}

export const newFold = (category: Category): StreamFold => ({
  folded: emptyStream(deciderOf(category)),
  snapshotBytes: 0,
  tailBytes: 0,
  timers: new Map(),
  commandsInARow: 0,
  broken: false,
});
