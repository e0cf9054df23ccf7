import type { PartitionRef } from '@skein/postgres';
import type { StreamFold } from './stream-fold.ts';

interface Kept {
  fold: StreamFold;
  /** Asked for since it was put where it is in the map. */
  usedAgain: boolean;
}

/**
 * Folded streams by partition, dropped beyond a limit: the first that came goes first, but one that was used again has a second chance. (The clock
 * algorithm: Corbató 1968. A map in the order of use is written anew all the time, and V8 keeps what was in the old ones.) Only the writer of a
 * group touches those of its partition.
 */
export class StreamFolds {
  readonly #partitions = new Map<string, Map<string, Kept>>();

  /** @param limit - streams kept, per partition */
  constructor(private readonly limit = 5_000) {}

  /** @param stream - `tenant/stream` */
  get(place: PartitionRef, stream: string): StreamFold | undefined {
    const kept = this.#partitions.get(keyOf(place))?.get(stream);
    if (kept) kept.usedAgain = true;
    return kept?.fold;
  }

  set(place: PartitionRef, stream: string, fold: StreamFold): void {
    const streams = this.#partitions.get(keyOf(place)) ?? new Map<string, Kept>();
    this.#partitions.set(keyOf(place), streams);
    streams.set(stream, { fold, usedAgain: false });
  }

  /** Between groups: what a group is made from must not vanish under it. */
  trim(place: PartitionRef): void {
    const streams = this.#partitions.get(keyOf(place));
    for (const [stream, { fold, usedAgain }] of streams ?? []) {
      if (streams!.size <= this.limit) return;
      streams!.delete(stream);
      if (usedAgain) streams!.set(stream, { fold, usedAgain: false });
    }
  }

  drop(place: PartitionRef): void {
    this.#partitions.delete(keyOf(place));
  }
}

const keyOf = ({ category, partition }: PartitionRef) => `${category}/${partition}`;
