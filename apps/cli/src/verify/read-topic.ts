import type { KafkaConnection } from '@skein/kafka';

export interface TopicRecords {
  partition: number;
  records: readonly { offset: number; value: string | null }[];
}

/** Reads each partition of a topic from its start to `ends`, or until `take` answers that it has seen enough of it. */
export async function readTopic(
  kafka: KafkaConnection,
  topic: string,
  ends: ReadonlyMap<number, number>,
  take: (read: TopicRecords) => boolean | void,
): Promise<void> {
  const left = new Map([...ends].filter(([, end]) => end > 0));
  if (left.size === 0) return;
  const over = Promise.withResolvers<void>();
  const reader = await kafka.read({
    topic,
    partitions: [...left.keys()].map((partition) => ({ partition, offset: 0 })),
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
