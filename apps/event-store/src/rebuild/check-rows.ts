import type { Database } from '@skein/postgres';
import { compareRows, strayRows, type WrongRow } from './compare-rows.ts';
import { foldedStreams } from './folded-streams.ts';
import { inTurn } from './in-turn.ts';
import { charactersInMemory } from './memory-limit.ts';
import type { RebuildParts } from './rebuild-rows.ts';

/** Told of at most: who has more wants a rebuild, not a list. */
const MOST = 100;

/** Folds all of history and compares the rows of views with it, partition by partition, while others go on writing. */
export async function checkRows({ database, places, total, tell }: RebuildParts): Promise<void> {
  const limits = { characters: charactersInMemory(1), inTurn: inTurn() };
  let [events, rows, wrong] = [0, 0, 0];
  for (const place of places) {
    await inSnapshot(database, async (tx) => {
      for await (const folded of foldedStreams(tx, place, limits)) {
        const found = await compareRows(tx, folded);
        rows += found.rows;
        for (const row of found.wrong) if (wrong++ < MOST) tell({ wrong: { ...place, ...row } satisfies WrongRow & object });
        tell({ progress: { events: (events += folded.events), total } });
      }
    });
  }
  for (const row of await strayRows(database)) if (wrong++ < MOST) tell({ wrong: { category: 'workflow', ...row } });
  tell({ done: { events, rows, wrong } });
}

const inSnapshot = (database: Database, work: Parameters<Database['transaction']>[0]) =>
  database.transaction(async (tx) => {
    await tx.execute('set transaction isolation level repeatable read');
    await work(tx);
  });
