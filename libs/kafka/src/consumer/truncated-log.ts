import { SkeinError } from '@skein/contracts';
import type { TopicPartition } from './consumed-batch.ts';

/** The log of a partition ends at `end`, before the `position` that was reached: records that were acknowledged are gone. */
export function truncatedLog({ topic, partition }: TopicPartition, position: number, end: number): SkeinError {
  return new SkeinError(
    'log.truncated',
    `Kafka has lost records: partition ${partition} of ${topic} was read up to offset ${position} and now ends at ${end}. ` +
      'The topic was made anew, or the broker has lost its disk. Rebuild the log from the store, or restore the broker.',
    { topic, partition, position, end },
  );
}
