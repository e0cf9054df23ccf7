import { connectKafka } from '@skein/kafka';
import type { Finding } from '../check/finding.ts';
import { readableEnds } from '../check/short-topics.ts';

export interface RawTopic {
  values: Map<number, (Buffer | null)[]>;
  /** Partitions that end before the given offsets: they are read to their own end. */
  findings: Finding[];
}

/** Everything that is in the events topic of a category before the given offsets, as it is there; what is nowhere any more is absent. */
export async function readTopic(
  brokers: readonly string[],
  { category, topic }: { category: string; topic: string },
  stored: ReadonlyMap<number, number>,
  signal: AbortSignal,
): Promise<RawTopic> {
  const values = new Map([...stored.keys()].map((partition) => [partition, [] as (Buffer | null)[]]));
  const kafka = await connectKafka({ brokers, clientId: 'skein-chaos' });
  const over = Promise.withResolvers<void>();
  const stop = () => over.reject(signal.reason);
  const taken = new Map<number, number>();
  try {
    const kept = await kafka.admin.offsets(topic);
    const { ends, findings } = readableEnds(category, stored, kept);
    const starts = new Map(kept.map(({ partition, start }) => [partition, start]));
    const open = new Map([...ends].filter(([partition, end]) => end > (starts.get(partition) ?? 0)));
    if (open.size === 0) return { values, findings };
    const reader = await kafka.read({
      topic,
      partitions: [...open.keys()].map((partition) => ({ partition, offset: starts.get(partition) ?? 0 })),
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
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    await over.promise.finally(() => reader.stop());
    return { values, findings };
  } finally {
    signal.removeEventListener('abort', stop);
    await kafka.close();
  }
}
