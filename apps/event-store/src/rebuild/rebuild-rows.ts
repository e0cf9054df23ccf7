import { clearStrays, type Database, type MadeRows, type PartitionRef } from '@skein/postgres';
import { rebuildPartition } from './rebuild-partition.ts';

export interface RebuildParts {
  database: Database;
  /** The partitions of which something is stored. */
  places: readonly PartitionRef[];
  /** Records of all of them. */
  total: number;
  /** Is told how it goes. */
  tell(line: object): void;
}

/** Partitions at the same time: one is folded while Postgres sorts or writes the others. With fewer, a core idles at the end. */
export const SIDE_BY_SIDE = 4;

/** Makes view rows or snapshots of every partition anew, each in a transaction of its own. */
export async function rebuildRows({ database, places, total, tell }: RebuildParts, what: readonly MadeRows[]): Promise<void> {
  const left = [...places];
  let [events, rows] = [0, 0];
  const onProgress = (count: number) => tell({ progress: { events: (events += count), total } });
  const work = async () => {
    for (let place = left.shift(); place; place = left.shift()) {
      const made = await rebuildPartition(database, place, what, { onProgress });
      rows += made; // not in one step: the sum would be that of before the wait
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  let removed = 0;
  for (const one of what) removed += await clearStrays(database, one);
  tell({ done: { events, rows, removed } });
}
