import { connectKafka } from '@skein/kafka';

/** Everything that is in the partitions of a topic before the given offsets, as it is there; what is nowhere any more is absent. */
export async function readTopic(
  brokers: readonly string[],
  topic: string,
  ends: ReadonlyMap<number, number>,
): Promise<Map<number, (Buffer | null)[]>> {
  const values = new Map([...ends.keys()].map((partition) => [partition, [] as (Buffer | null)[]]));
  const open = new Map([...ends].filter(([, end]) => end > 0));
  if (open.size === 0) return values;
  const kafka = await connectKafka({ brokers, clientId: 'skein-chaos' });
  const over = Promise.withResolvers<void>();
  const taken = new Map<number, number>();
  try {
    const reader = await kafka.read({
      topic,
      partitions: [...open.keys()].map((partition) => ({ partition, offset: 0 })),
      onCrash: over.reject,
      onRecords: async ({ partition, records }) => {
        for (const { offset, value } of records) {
          if (offset < (taken.get(partition) ?? 0) || offset >= ends.get(partition)!) continue;
          values.get(partition)!.push(value);
          taken.set(partition, offset + 1);
        }
        if ((records.at(-1)?.offset ?? -1) + 1 >= ends.get(partition)!) open.delete(partition);
        if (open.size === 0) over.resolve();
      },
    });
    await over.promise.finally(() => reader.stop());
    return values;
  } finally {
    await kafka.close();
  }
}
