import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrate, openDatabase, type Database } from '@skein/postgres';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { commandServiceMigrations } from '../migrations/index.ts';
import { DeadLetters, type DeadLetter } from './dead-letters.ts';

let place: TestDatabase;
let database: Database;

beforeAll(async () => {
  place = await createDatabase('dead_letters');
  await migrate({ url: place.url, ...commandServiceMigrations });
  const { schema, migrations } = commandServiceMigrations;
  database = await openDatabase({ url: place.url, schema, role: 'skein_command_service', applicationName: 'test', migrations });
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

it('the same record is kept once, and one at its place in the topic that was made anew beside it', async () => {
  const letters = new DeadLetters(database, 'test.');
  const first: DeadLetter = {
    ...{ category: 'workflow', partition: 3, offset: 0, recordTime: 1_700_000_000_000 },
    ...{ value: 'no JSON', code: 'command.unreadable', error: 'The value is no JSON.' },
  };
  const anew: DeadLetter = { ...first, recordTime: 1_700_000_000_001, value: 'no JSON either' };
  for (const batch of [[first], [first, anew], [anew]]) await letters.add(batch);
  const rows = await database.query<{ value: string }>('select value from command_service.dead_letters order by id');
  expect(rows.map(({ value }) => value)).toEqual(['no JSON', 'no JSON either']);
});
