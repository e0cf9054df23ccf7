import { clearStrays, type Database, type MadeRows, type PartitionRef } from '@skein/postgres';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MOST_THREADS, rebuildPlaces, type Made, type SharedWork } from './rebuild-places.ts';
import type { ThreadMessage } from './rebuild-thread.ts';

export interface RebuildParts {
  database: Database;
  /** The partitions of which something is stored. */
  places: readonly PartitionRef[];
  /** Records of all of them. */
  total: number;
  /** Is told how it goes. */
  tell(line: object): void;
}

/** Makes view rows or snapshots of every partition anew, each in a transaction of its own. */
export async function rebuildRows({ database, places, total, tell }: RebuildParts, what: readonly MadeRows[]): Promise<void> {
  let [events, rows] = [0, 0];
  const add = (made: Made) => {
    rows += made.rows;
    tell({ progress: { events: (events += made.events), total } });
  };
  const work: SharedWork = { what, places, begun: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
  const threads = Math.min(MOST_THREADS, places.length, availableParallelism());
  await Promise.all([rebuildPlaces(database, work, add), ...Array.from({ length: threads - 1 }, () => inThread(work, add))]);
  let removed = 0;
  for (const one of what) removed += await clearStrays(database, one);
  tell({ done: { events, rows, removed } });
}

function inThread(workerData: SharedWork, add: (made: Made) => void): Promise<void> {
  const file = new URL(`./rebuild-thread${extname(import.meta.url)}`, import.meta.url);
  return new Promise((resolve, reject) => {
    const thread = new Worker(file, { workerData });
    thread.on('message', (message: ThreadMessage) => {
      if ('made' in message) add(message.made);
      else reject(Object.assign(new Error(message.failed.message), message.failed));
    });
    thread.once('error', reject);
    thread.once('exit', () => resolve());
  });
}
