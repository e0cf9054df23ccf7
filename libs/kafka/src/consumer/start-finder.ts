import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumerParts } from './batch-consumer.ts';
import type { HeldPartition } from './held-partitions.ts';

/** Finds where to read an added partition from, for as long as it takes or until the partition is lost. */
export class StartFinder {
  readonly #parts: ConsumerParts;
  readonly #found: (held: HeldPartition, offset: number) => void;

  constructor(parts: ConsumerParts, found: (held: HeldPartition, offset: number) => void) {
    this.#parts = parts;
    this.#found = found;
  }

  find(held: HeldPartition | undefined): void {
    if (held) void this.#find(held);
  }

  async #find(held: HeldPartition): Promise<void> {
    const { topic, partition, holding } = held;
    for (let wait = 100; !holding.signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      try {
        const offset = await this.#offsetOf(held);
        if (offset !== undefined && !holding.signal.aborted && held.position === undefined) this.#found(held, offset);
        return;
      } catch (error) {
        if (holding.signal.aborted) return;
        this.#parts.log('warn', 'the start of a partition is not known yet', { topic, partition, wait, error: String(error) });
      }
      await pause(wait, undefined, { signal: holding.signal }).catch(() => undefined);
    }
  }

  #offsetOf({ topic, partition, holding }: HeldPartition): Promise<number | undefined> {
    const { options, committedOrFirst } = this.#parts;
    return options.startOffset ? options.startOffset({ topic, partition }, holding.signal) : committedOrFirst({ topic, partition });
  }
}
