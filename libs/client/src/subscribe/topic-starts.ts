import { SkeinError, type PartitionView } from '@skein/contracts';
import type { LogReads } from '../groups/log-reads.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { SubscriberPosition } from './subscriber-position.ts';

export interface TopicStart {
  partition: number;
  /** One record early where that record is still there: it tells whether this is the topic that was read before. */
  offset: number;
  /** There is nothing left to read. */
  atEnd: boolean;
}

/**
 * Where the topic goes on for each reader. Throws `log.truncated` when records that no reader can do without are gone: the topic ends
 * before what was read, or begins after it and the store does not reach up to its beginning.
 */
export async function topicStarts(
  offsets: readonly { partition: number; start: number; end: number }[],
  readers: readonly PartitionReader[],
  log: Pick<LogReads, 'partitions'>,
): Promise<TopicStart[]> {
  const trimmed = readers.some(
    ({ position }) => (offsets.find(({ partition }) => partition === position.partition)?.start ?? 0) > position.nextOffset,
  );
  const cursors = trimmed ? await log.partitions() : [];
  return readers.map(({ position }) => {
    const { category, partition, seq, nextOffset } = position;
    const topic = offsets.find((one) => one.partition === partition);
    if (!topic || topic.end < nextOffset) throw truncated(position, `ends at offset ${topic?.end ?? 0}`);
    if (topic.start <= nextOffset) {
      return { partition, offset: Math.max(topic.start, seq > 0 ? nextOffset - 1 : 0), atEnd: topic.end === nextOffset };
    }
    const cursor = cursors.find((one) => one.category === category && one.partition === partition);
    if (!reachesUpTo(cursor, position, topic.start)) throw truncated(position, `begins at offset ${topic.start}`);
    return { partition, offset: topic.start, atEnd: topic.start === topic.end };
  });
}

/** Everything between the position and the beginning of the topic is known to be void. */
const reachesUpTo = (cursor: PartitionView | undefined, { seq, head }: SubscriberPosition, start: number) =>
  cursor?.seq === seq && cursor.head === head && cursor.nextOffset >= start;

function truncated({ category, partition, nextOffset }: SubscriberPosition, how: string): SkeinError {
  const message =
    `Partition ${category}/${partition} has been read up to offset ${nextOffset}, and the topic ${how}. Records were lost or the topic was ` +
    'made anew. If the store is only behind, this passes; else restore the topic, or begin again from the start.';
  return new SkeinError('log.truncated', message, { category, partition, nextOffset });
}
