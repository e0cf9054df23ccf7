import { categories, eventsTopic } from '@skein/contracts';
import { connectKafka } from '@skein/kafka';
import type { PartitionValues } from './logged-history.ts';

/** Every events topic as it stands in Kafka, value by value. */
export async function readTopics({ brokers, prefix }: { brokers: readonly string[]; prefix: string }): Promise<PartitionValues[]> {
  const kafka = await connectKafka({ brokers, clientId: 'test-reader' });
  try {
    return (await Promise.all(categories.map((category) => readTopic(category)))).flat();
  } finally {
    await kafka.close();
  }

  async function readTopic(category: PartitionValues['category']): Promise<PartitionValues[]> {
    const topic = eventsTopic(category, prefix);
    const offsets = await kafka.admin.offsets(topic);
    const values = new Map(offsets.map(({ partition }) => [partition, [] as (string | null)[]]));
    const left = new Map(offsets.filter(({ start, end }) => end > start).map(({ partition, end }) => [partition, end]));
    const done = Promise.withResolvers<void>();
    if (left.size === 0) done.resolve();
    else {
      const partitions = offsets
        .filter(({ partition }) => left.has(partition))
        .map(({ partition, start }) => ({ partition, offset: start }));
      const reader = await kafka.read({
        topic,
        partitions,
        onRecords: async ({ partition, records }) => {
          for (const { value } of records) values.get(partition)!.push(value === null ? null : value.toString('utf8'));
          if (records.at(-1)!.offset + 1 >= left.get(partition)!) left.delete(partition);
          if (left.size === 0) done.resolve();
        },
        onCrash: (error) => done.reject(error),
      });
      await done.promise.finally(() => reader.stop());
    }
    return offsets.map(({ partition }) => ({ category, partition, values: values.get(partition)! }));
  }
}
