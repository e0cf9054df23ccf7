import type { PartitionRef } from '@skein/postgres';
import type { StreamFold } from './stream-fold.ts';

/** Folded streams by partition, the least recently used dropped beyond a limit. Only the writer of a group touches those of its partition. */
export class StreamFolds {
  readonly #partitions = new Map<string, Map<string, StreamFold>>();

  /** @param limit - streams kept, per partition */
  constructor(private readonly limit = 5_000) {}

  /** @param stream - `tenant/stream` */
  get(place: PartitionRef, stream: string): StreamFold | undefined {
    const streams = this.#partitions.get(keyOf(place));
    const fold = streams?.get(stream);
    if (!streams || !fold) return undefined;
    streams.delete(stream); // again at the end: the map's order is the order of use
    streams.set(stream, fold);
    return fold;
  }

  set(place: PartitionRef, stream: string, fold: StreamFold): void {
    const streams = this.#partitions.get(keyOf(place)) ?? new Map<string, StreamFold>();
    this.#partitions.set(keyOf(place), streams);
    streams.set(stream, fold);
  }

  /** Between groups: what a group is made from must not vanish under it. */
  trim(place: PartitionRef): void {
    const streams = this.#partitions.get(keyOf(place));
    for (const stream of streams?.keys() ?? []) {
      if (streams!.size <= this.limit) return;
      streams!.delete(stream);
    }
  }

  drop(place: PartitionRef): void {
    this.#partitions.delete(keyOf(place));
  }
}

const keyOf = ({ category, partition }: PartitionRef) => `${category}/${partition}`;
