import { categories, commandsTopic, type Category } from '@skein/contracts';
import type { TopicPartition } from '@skein/kafka';
import type { PartitionRef } from '@skein/postgres';

/** Partitions by the commands topics that they are read from, and back. */
export class CommandTopics {
  readonly #categories: ReadonlyMap<string, Category>;

  constructor(private readonly prefix: string) {
    this.#categories = new Map(categories.map((category) => [commandsTopic(category, prefix), category]));
  }

  names(): string[] {
    return [...this.#categories.keys()];
  }

  placeOf({ category, partition }: PartitionRef): TopicPartition {
    return { topic: commandsTopic(category, this.prefix), partition };
  }

  refOf({ topic, partition }: TopicPartition): PartitionRef {
    return { category: this.#categories.get(topic)!, partition };
  }
}
