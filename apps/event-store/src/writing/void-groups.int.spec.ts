import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { StartWorkflow } from '@skein/contracts';
import { migrate, openDatabase, storeMigrations, type Database } from '@skein/postgres';
import { createDatabase, PartitionLog, type TestDatabase } from '@skein/testing';
import { newFold } from '../folds/stream-fold.ts';
import { StreamFolds } from '../folds/stream-folds.ts';
import { CommandByCommand } from './command-by-command.ts';
import { prepareGroup } from './prepare-group.ts';

let place: TestDatabase;
let store: Database;

beforeAll(async () => {
  place = await createDatabase('void_groups');
  await migrate({ url: place.url, ...storeMigrations });
  const { schema, role } = storeMigrations;
  store = await openDatabase({ url: place.url, schema, role, applicationName: 'test' });
});
afterAll(async () => {
  await store.close();
  await place.drop();
});

const twoStarted = async (partition: number) => {
  const log = new PartitionLog('workflow', partition);
  await store.execute('insert into cursors (category, partition) values ($1, $2)', [log.category, log.partition]);
  for (const stream of ['w1', 'w2']) log.send(StartWorkflow({ title: 'Survey', steps: [] }), { stream, id: stream });
  return { at: { category: log.category, partition }, group: log.group() };
};
const silent = { brokenStream: () => undefined, failed: () => undefined };

it('a group of an incarnation that is over leaves the folds of the next one alone', async () => {
  const { at, group } = await twoStarted(0);
  const folds = new StreamFolds();
  const theirs = newFold('workflow');
  folds.set(at, 'acme/w1', theirs);
  const prepared = await prepareGroup(store, folds, { place: at, group, isVoid: () => true, report: () => undefined });
  expect([prepared, theirs, folds.get(at, 'acme/w2')]).toEqual(['lost', newFold('workflow'), undefined]);
});

it('commands that are written one by one stop when the partition is reassigned between two of them', async () => {
  const { at, group } = await twoStarted(1);
  const folds = new StreamFolds();
  let over = false;
  // The first command is folded: the partition goes away and comes back, and its next incarnation begins without folds.
  const isVoid = () => {
    if (folds.get(at, 'acme/w1') && !over) {
      over = true;
      folds.drop(at);
    }
    return over;
  };
  expect(await new CommandByCommand(store, folds, silent).write({ place: at, group, isVoid, done: () => undefined })).toEqual({
    kind: 'lost',
  });
  expect([folds.get(at, 'acme/w1'), folds.get(at, 'acme/w2')]).toEqual([undefined, undefined]);
  expect(await store.query('select seq from cursors where partition = 1')).toEqual([{ seq: 1 }]);
});
