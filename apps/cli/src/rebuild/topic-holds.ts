import type { KafkaConnection } from '@skein/kafka';
import { recordHash } from '@skein/log';
import type { StoredCursor } from '@skein/postgres';

/**
 * The partitions whose topic begins at its start and has the record that the store has as its last one, where the store says. That record's
 * hash covers all before it.
 */
export async function holdsHead(kafka: KafkaConnection, topic: string, cursors: readonly StoredCursor[]): Promise<Set<number>> {
  const offsets = new Map((await kafka.admin.offsets(topic)).map((one) => [one.partition, one]));
  const there = cursors.filter(({ partition, cursor }) => {
    const { start, end } = offsets.get(partition) ?? { start: 0, end: 0 };
    return start === 0 && cursor.nextOffset <= end && cursor.headOffset < end;
  });
  const right = new Set<number>();
  const left = new Map(there.map(({ partition, cursor }) => [partition, cursor]));
  if (left.size === 0) return right;
  const over = Promise.withResolvers<void>();
  const reader = await kafka.read({
    topic,
    partitions: there.map(({ partition, cursor }) => ({ partition, offset: cursor.headOffset })),
    onCrash: (error) => over.reject(error),
    onRecords: async ({ partition, records }) => {
      const cursor = left.get(partition);
      const record = records.find(({ offset }) => offset === cursor?.headOffset);
      left.delete(partition);
      if (record && cursor && recordHash(record.value ?? '') === cursor.head) right.add(partition);
      if (left.size === 0) over.resolve();
    },
  });
  await over.promise.finally(() => reader.stop());
  return right;
}
