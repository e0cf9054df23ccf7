import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import {
  appendGroups,
  cursorsChannel,
  migrate,
  noViewRows,
  openDatabase,
  parseMovedCursors,
  storeMigrations,
  type Database,
} from '../index.ts';

/** The longest that a position can be. */
const FAR = 999_999_999_999_999;

let place: TestDatabase;
let store: Database;

beforeAll(async () => {
  place = await createDatabase('cursors_channel');
  await migrate({ url: place.url, ...storeMigrations });
  const { schema, role } = storeMigrations;
  store = await openDatabase({ url: place.url, schema, role, applicationName: 'test' });
});
afterAll(async () => {
  await store.close();
  await place.drop();
});

it('tells of every cursor that one transaction has moved, however many and however far they are', async () => {
  const partitions = Array.from({ length: 1_024 }, (_, partition) => partition);
  await store.execute(`insert into cursors (category, partition) select 'workflow', p from generate_series(0, 1023) p`);
  const told = new Map<number, number>();
  const all = Promise.withResolvers<void>();
  const listener = await store.listen(cursorsChannel, {
    onNotify: (payload) => {
      for (const { partition, seq } of parseMovedCursors(payload)) told.set(partition, seq);
      if (told.size === partitions.length) all.resolve();
    },
    onReconnect: () => undefined,
  });
  const head = '0'.repeat(64);
  const from = { nextOffset: 0, head, seq: 0, headOffset: -1 };
  const to = { nextOffset: FAR, head, seq: FAR, headOffset: 0 };
  const groups = partitions.map((partition) => ({
    ...{ category: 'workflow' as const, partition, snapshots: [], views: noViewRows() },
    group: { from, to, records: [], voids: 1 },
  }));
  expect(await appendGroups(store, groups)).toBe('committed');
  await all.promise;
  await listener.stop();
  expect(new Set(told.values())).toEqual(new Set([FAR]));
});
