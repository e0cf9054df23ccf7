import type { TopicPartition } from '@skein/kafka';
import type { PartitionRef } from '@skein/postgres';

/** What to say of a commands topic that has lost its end, and what to do. */
export const lostEnd = ({ topic }: TopicPartition, position: number, end: number, { category, partition }: PartitionRef) =>
  `Commands of ${category}/${partition} are not read from Kafka any more: ${topic} was read up to offset ${position} and ends at ${end}. ` +
  'It was made anew, or the broker has lost its disk. What comes by HTTP is decided as before. ' +
  `When the broker is as it should be, "skein log release ${category} ${partition}" reads the topic from its beginning.`;
