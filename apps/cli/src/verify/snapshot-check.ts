import type { Category, EventRecord } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { emptyStream, foldEvent, type FoldedStream } from '@skein/log';
import { isDeepStrictEqual } from 'node:util';

/** Folds streams from their first event on and compares what is stored of them on the way. */
export class SnapshotCheck {
  /** Snapshots of this program's reducer, which were compared. */
  compared = 0;
  /** Snapshots of other reducers, which nobody uses any more. */
  outdated = 0;
  readonly #category: Category;
  /** Last version of which a snapshot is stored, by stream. */
  readonly #lastSnapshot: ReadonlyMap<string, number>;
  readonly #folded = new Map<string, FoldedStream>();

  constructor(category: Category, lastSnapshot: ReadonlyMap<string, number>) {
    this.#category = category;
    this.#lastSnapshot = lastSnapshot;
  }

  /** What is wrong with the snapshots at this event, if anything. Events of a stream come in their order. */
  next(record: EventRecord, snapshots: readonly { reducerVersion: number; state: string }[]): string | undefined {
    const key = `${record.tenant}/${record.subject}`;
    const last = this.#lastSnapshot.get(key) ?? 0;
    if (record.version > last) return undefined;
    const decider = deciderOf(this.#category);
    const folded = this.#folded.get(key) ?? emptyStream(decider);
    foldEvent(decider, folded, record);
    if (record.version === last) this.#folded.delete(key);
    else this.#folded.set(key, folded);
    const wrong = snapshots.filter((snapshot) => !this.#isRight(snapshot, decider.reducerVersion, folded.state));
    return wrong.length > 0 ? `the snapshot of ${record.subject} at version ${record.version} is not what its events fold to` : undefined;
  }

  #isRight({ reducerVersion, state }: { reducerVersion: number; state: string }, current: number, folded: unknown): boolean {
    if (reducerVersion !== current) {
      this.outdated++;
      return true;
    }
    this.compared++;
    return isDeepStrictEqual(parsed(state), JSON.parse(JSON.stringify(folded)));
  }
}

function parsed(state: string): unknown {
  try {
    return JSON.parse(state);
  } catch {
    return undefined; // not what was written, whatever it is: no state equals it
  }
}
