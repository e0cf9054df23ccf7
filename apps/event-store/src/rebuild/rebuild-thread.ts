import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, type Failure } from './failure.ts';
import { openStore } from './open-store.ts';
import { rebuildPlaces, SIDE_BY_SIDE, type Made, type SharedWork } from './rebuild-places.ts';

/** What a thread tells the first one. */
export type ThreadMessage = { made: Made } | { failed: Failure };

const tell = (message: ThreadMessage) => parentPort?.postMessage(message);
try {
  const database = await openStore(SIDE_BY_SIDE);
  try {
    await rebuildPlaces(database, workerData as SharedWork, (made) => tell({ made }));
  } finally {
    await database.close();
  }
} catch (error) {
  // As data: of an error that goes from thread to thread, message and stack arrive.
  tell({ failed: failureOf(error) });
}
