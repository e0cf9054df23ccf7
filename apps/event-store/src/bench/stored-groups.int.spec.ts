import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Annotate, StartWorkflow } from '@skein/contracts';
import { appendGroups, migrate, noViewRows, openDatabase, readAllCursors, storeMigrations, type Database } from '@skein/postgres';
import { createDatabase, PartitionLog, type TestDatabase } from '@skein/testing';
import { storedGroups } from './stored-groups.ts';

let place: TestDatabase;
let store: Database;

beforeAll(async () => {
  place = await createDatabase('stored_groups');
  await migrate({ url: place.url, ...storeMigrations });
  store = await openDatabase({ url: place.url, ...storeMigrations, applicationName: 'test' });
});
afterAll(async () => {
  await store.close();
  await place.drop();
});

it('what a store has is cut into groups of whole commands, each of which begins where the one before ends', async () => {
  for (const partition of [0, 1]) {
    const log = new PartitionLog('workflow', partition);
    await store.execute('insert into cursors (category, partition) values ($1, $2)', [log.category, partition]);
    for (const stream of ['w1', 'w2', 'w3']) {
      log.send(StartWorkflow({ title: 'Survey', steps: [{ step: 's', capability: 'code' }] }), { stream: `${stream}-${partition}` });
      log.send(Annotate({ text: 'on it' }), { stream: `${stream}-${partition}` });
    }
    await appendGroups(store, [{ category: log.category, partition, group: log.group(), snapshots: [], views: noViewRows() }]);
  }
  const appends = await storedGroups(store, 100, 6);
  expect(
    appends.map((own) => own.map(({ place, group }) => [place.partition, group.from.seq, group.to.seq, group.records.length])),
  ).toEqual([
    [
      [0, 0, 3, 3],
      [1, 0, 3, 3],
    ],
    [
      [0, 3, 6, 3],
      [1, 3, 6, 3],
    ],
    [
      [0, 6, 9, 3],
      [1, 6, 9, 3],
    ],
  ]);
  const [last] = appends.at(-1)!;
  expect((await readAllCursors(store)).find(({ partition }) => partition === 0)!.cursor).toMatchObject({
    head: last!.group.to.head,
    seq: 9,
  });
  // Of four records of each partition, the fourth is the first of a command.
  expect((await storedGroups(store, 8, 2)).at(-1)!.map(({ group }) => group.to.seq)).toEqual([3, 3]);
});
