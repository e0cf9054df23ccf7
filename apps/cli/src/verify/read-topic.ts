import type { KafkaConnection, PartitionOffsets } from '@skein/kafka';

export interface TopicRecords {
  partition: number;
  records: readonly { offset: number; value: string | null }[];
}

/** Reads each partition of a topic from `start` to before `end`, or until `take` answers that it has seen enough of it. */
export async function readTopic(
  kafka: KafkaConnection,
  topic: string,
  ranges: readonly PartitionOffsets[],
  take: (read: TopicRecords) => boolean | void,
): Promise<void> {
  // Of a partition without records none would ever come.
  const filled = ranges.filter(({ start, end }) => start < end);
  if (filled.length === 0) return;
  const left = new Map(filled.map(({ partition, end }) => [partition, end]));
  const over = Promise.withResolvers<void>();
  const reader = await kafka.read({
    topic,
    partitions: filled.map(({ partition, start }) => ({ partition, offset: start })),
    onCrash: (error) => over.reject(error),
    onRecords: async ({ partition, records }) => {
      const end = left.get(partition);
      if (end === undefined) return;
      const own = records.filter(({ offset }) => offset < end);
      const enough = take({ partition, records: own.map(({ offset, value }) => ({ offset, value: value?.toString('utf8') ?? null })) });
      if (!enough && (records.at(-1)?.offset ?? -1) + 1 < end) return;
      left.delete(partition);
      if (left.size === 0) over.resolve();
    },
  });
  await over.promise.finally(() => reader.stop());
}
