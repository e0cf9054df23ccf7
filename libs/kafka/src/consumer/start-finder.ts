import { SkeinError } from '@skein/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaLog } from '../client/kafka-options.ts';
import type { TopicPartition } from './consumed-batch.ts';
import type { HeldPartition } from './held-partitions.ts';

/** Where to read a partition from; `undefined`: nobody knows yet, it stays paused until it is sought. */
export type FindStart = (place: TopicPartition, signal: AbortSignal) => Promise<number | undefined>;

/** Finds where to read an added partition from, for as long as it takes or until the partition is lost. */
export class StartFinder {
  readonly #findStart: FindStart;
  readonly #log: KafkaLog;
  readonly #found: (held: HeldPartition, offset: number) => void;
  readonly #truncated: (held: HeldPartition, problem: SkeinError) => void;

  constructor(
    findStart: FindStart,
    log: KafkaLog,
    found: (held: HeldPartition, offset: number) => void,
    truncated: (held: HeldPartition, problem: SkeinError) => void,
  ) {
    this.#findStart = findStart;
    this.#log = log;
    this.#found = found;
    this.#truncated = truncated;
  }

  find(held: HeldPartition | undefined): void {
    if (held) void this.#find(held);
  }

  async #find(held: HeldPartition): Promise<void> {
    const { topic, partition } = held;
    const { signal } = held.holding;
    for (let wait = 100; !signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      try {
        const offset = await this.#findStart({ topic, partition }, signal);
        // Whoever has sought it in the meantime knows better.
        if (offset !== undefined && !signal.aborted && held.position === undefined) this.#found(held, offset);
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof SkeinError && error.code === 'log.truncated') return this.#truncated(held, error);
        this.#log('warn', 'the start of a partition is not known yet', { topic, partition, wait, error: String(error) });
      }
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
