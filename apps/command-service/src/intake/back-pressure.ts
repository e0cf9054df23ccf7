import type { BatchConsumer } from '@skein/kafka';
import type { PartitionRef } from '@skein/postgres';
import type { CommandTopics } from './command-topics.ts';

/** Keeps partitions from being fetched while their owners have enough to do. */
export class BackPressure {
  readonly #full = new Map<string, PartitionRef>();

  constructor(
    private readonly topics: CommandTopics,
    private readonly queueLimit: number,
  ) {}

  full(): PartitionRef[] {
    return [...this.#full.values()];
  }

  forget({ category, partition }: PartitionRef): void {
    this.#full.delete(`${category}/${partition}`);
  }

  /** `backlog`: commands that its owner has not decided. */
  regulate(consumer: BatchConsumer | undefined, ref: PartitionRef, backlog: number): void {
    const key = `${ref.category}/${ref.partition}`;
    const place = this.topics.placeOf(ref);
    if (backlog > this.queueLimit / 2 && !this.#full.has(key)) {
      this.#full.set(key, ref);
      consumer?.pause([place]);
    } else if (backlog < this.queueLimit / 4 && this.#full.delete(key)) consumer?.resume([place]);
  }
}
