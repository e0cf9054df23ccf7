import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { migrate, openDatabase, recordedMigrations, sqlMigration } from '../index.ts';

const first = sqlMigration('CreateOne2026010100001', ['create table memory.one (id int)']);
const second = sqlMigration('CreateTwo2026010100002', ['create table memory.two (id int)']);
const broken = sqlMigration('Break2026010100003', ['create table memory.three (id int)', 'select nonsense']);
const plan = { schema: 'memory', role: 'skein_memory' };

describe('migrating', () => {
  let place: TestDatabase;
  const open = (migrations?: (typeof first)[]) =>
    openDatabase({
      url: place.url,
      schema: 'memory',
      role: 'skein_memory',
      applicationName: 'test',
      ...(migrations ? { migrations } : {}),
    });

  beforeAll(async () => {
    place = await createDatabase('migrate');
  });
  afterAll(() => place.drop());

  it('goes from nothing to the newest, once, however many do it at the same time', async () => {
    const ran = await Promise.all([1, 2, 3].map(() => migrate({ url: place.url, ...plan, migrations: [first] })));
    expect(ran.flat()).toEqual(['CreateOne2026010100001']);
    expect(await migrate({ url: place.url, ...plan, migrations: [second, first] })).toEqual(['CreateTwo2026010100002']);
    const database = await open([first, second]);
    expect(await recordedMigrations(database, 'memory')).toEqual(['CreateOne2026010100001', 'CreateTwo2026010100002']);
    await database.close();
  });

  it('is refused by a program that does not know a migration that was made, and so is opening', async () => {
    const newer = { code: 'store.schema-newer', facts: { unknown: ['CreateTwo2026010100002'], newestKnown: 'CreateOne2026010100001' } };
    await expect(migrate({ url: place.url, ...plan, migrations: [first] })).rejects.toMatchObject(newer);
    await expect(open([first])).rejects.toMatchObject(newer);
  });

  it('leaves nothing of a migration that fails', async () => {
    await expect(migrate({ url: place.url, ...plan, migrations: [first, second, broken] })).rejects.toMatchObject({
      code: 'service.failed',
      facts: { sqlState: '42703' },
    });
    const database = await open([first, second]);
    expect(await database.query(`select to_regclass('memory.three')::text as found`)).toEqual([{ found: null }]);
    await database.close();
  });

  it('must be done before a service opens the database', async () => {
    await expect(open([first, second, broken])).rejects.toMatchObject({
      code: 'service.not-ready',
      facts: { missing: ['Break2026010100003'] },
    });
  });

  it('of many databases on one server at once makes the shared roles without a quarrel', async () => {
    const places = await Promise.all([1, 2, 3, 4].map((n) => createDatabase(`migrate_at_once_${n}`)));
    await Promise.all(places.map(({ url }) => migrate({ url, ...plan, migrations: [first] })));
    await Promise.all(places.map((one) => one.drop()));
  });

  it('refuses a name that gives no order', () => {
    expect(() => sqlMigration('NoDigits', [])).toThrow(RangeError);
  });
});
