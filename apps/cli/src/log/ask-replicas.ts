import { callReplicas, type Database, type PartitionStatus } from '@skein/postgres';
import { randomBytes } from 'node:crypto';

/** Asks every replica how its partitions stand, until `enough` have been told of or `withinMs` are over: one that is frozen never answers. */
export async function askReplicas(
  database: Database,
  withinMs: number,
  enough: (told: readonly PartitionStatus[]) => boolean,
): Promise<PartitionStatus[]> {
  const to = `skein_told_${randomBytes(8).toString('hex')}`;
  const told: PartitionStatus[] = [];
  const over = Promise.withResolvers<void>();
  const ask = () => void callReplicas(database, { do: 'tell', to }).catch(over.reject);
  const listener = await database.listen(to, {
    onNotify: (payload) => {
      told.push(...(JSON.parse(payload) as PartitionStatus[]));
      if (enough(told)) over.resolve();
    },
    onReconnect: ask,
  });
  const timer = setTimeout(() => over.resolve(), withinMs);
  ask();
  try {
    await over.promise;
    return told;
  } finally {
    clearTimeout(timer);
    await listener.stop();
  }
}
