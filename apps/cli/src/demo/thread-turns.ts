import type { SkeinClient } from '@skein/client';
import { positionToken } from '@skein/contracts';

/**
 * How many turns a thread has that others, who are done, have written. What they were answered is stored; the threads' own read model
 * may be behind that, so it is asked for everything that the store has.
 */
export async function countTurns(client: SkeinClient, thread: string): Promise<number> {
  const stored = (await client.log.partitions()).filter(({ category, seq }) => category === 'memory' && seq > 0);
  let count = 0;
  for (const { category, partition, seq } of stored) {
    const minPosition = positionToken({ category, partition, seq });
    count = (await client.threads.turns(thread, { minPosition }).toArray()).length;
  }
  return count;
}
