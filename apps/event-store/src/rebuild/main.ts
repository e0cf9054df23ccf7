import { readAllCursors, type MadeRows, type PartitionRef } from '@skein/postgres';
import { checkRows } from './check-rows.ts';
import { failureOf } from './failure.ts';
import { openStore } from './open-store.ts';
import { SIDE_BY_SIDE } from './rebuild-places.ts';
import { rebuildRows } from './rebuild-rows.ts';

/**
 * What the service does beside serving, as a program of its own: `rebuild/main.js views|snapshots…` makes these rows anew from the stored
 * events, `rebuild/main.js check` compares them with what they fold to. Tells how it goes in lines of JSON; `DATABASE_URL` names the store.
 */
const what = process.argv.slice(2);
const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
// Nobody listens any more: what is not committed is rolled back.
process.stdout.on('error', () => process.exit(1));

const database = await openStore(SIDE_BY_SIDE);
try {
  const cursors = await readAllCursors(database);
  const places: PartitionRef[] = cursors.filter(({ cursor }) => cursor.seq > 0).map(({ category, partition }) => ({ category, partition }));
  const parts = { database, places, tell, total: cursors.reduce((sum, { cursor }) => sum + cursor.seq, 0) };
  if (what.includes('check')) await checkRows(parts);
  else await rebuildRows(parts, what as MadeRows[]);
} catch (error) {
  tell({ failed: failureOf(error) });
  process.exitCode = 1;
} finally {
  await database.close();
}
