import type { BatchConsumer } from '@skein/kafka';
import type { PartitionRef } from '@skein/postgres';
import type { OwnedPartition } from '../owner/owned-partition.ts';
import type { CommandTopics } from './command-topics.ts';

/**
 * How far the commands topics are settled, as the group knows it: never beyond a command that is not. Offsets only save work after a
 * restart, since command ids catch what is read again.
 */
export class OffsetCommits {
  readonly #committed = new Map<string, number>();

  constructor(private readonly topics: CommandTopics) {}

  /** Somebody else may commit for it meanwhile. */
  forget({ category, partition }: PartitionRef): void {
    this.#committed.delete(`${category}/${partition}`);
  }

  async commit(consumer: BatchConsumer, owners: readonly OwnedPartition[]): Promise<void> {
    const moved = owners.flatMap((owner) => {
      const { category, partition } = owner;
      const offset = owner.committable();
      const key = `${category}/${partition}`;
      return offset === undefined || this.#committed.get(key) === offset ? [] : [{ key, ...this.topics.placeOf(owner), offset }];
    });
    if (moved.length === 0 || !(await consumer.commit(moved))) return;
    for (const { key, offset } of moved) this.#committed.set(key, offset);
  }
}
