import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { Readable } from 'node:stream';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { isDataError, isUniqueViolation, openDatabase, type Database } from '../index.ts';

@Entity({ name: 'items' })
class Item {
  @PrimaryColumn({ type: 'bigint' }) id!: number;
  @Column({ type: 'text' }) name!: string;
}

describe('a database', () => {
  let place: TestDatabase;
  let database: Database;
  const open = (more: Partial<Parameters<typeof openDatabase>[0]> = {}) =>
    openDatabase({ url: place.url, schema: 'public', applicationName: 'test', entities: [Item], ...more });
  const names = async () => (await database.query<{ name: string }>('select name from items order by id')).map(({ name }) => name);

  beforeAll(async () => {
    place = await createDatabase('database');
    database = await open({ lockTimeoutMs: 100, statementTimeoutMs: 1_000 });
    await database.execute('create table items (id bigint constraint items_key primary key, name text not null)');
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  it('commits what a transaction did, through SQL and through TypeORM alike', async () => {
    await database.transaction(async (tx) => {
      await tx.execute('insert into items values ($1, $2)', [1, 'sql']);
      await tx.manager.save(Item, { id: 2, name: 'orm' });
    });
    expect(await names()).toEqual(['sql', 'orm']);
  });

  it('takes all of it back when the work fails, whoever did it', async () => {
    const failing = database.transaction(async (tx) => {
      await tx.manager.save(Item, { id: 3, name: 'orm' });
      await tx.execute('insert into items values (4, $1)', ['sql']);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await names()).toEqual(['sql', 'orm']);
  });

  it('copies rows in as they come, and none of them when their source fails or one does not fit', async () => {
    const copy = (...lines: string[]) => database.copyIn('copy items from stdin', Readable.from(lines));
    expect(await copy('7\tseven\n8\t', 'eight\n')).toBe(2);
    await expect(copy('9\tnine\n', '7\tseven\n')).rejects.toMatchObject({ facts: { sqlState: '23505' } });
    const broken = Readable.from(
      (async function* () {
        yield await Promise.resolve('9\tnine\n');
        throw new Error('on purpose');
      })(),
    );
    await expect(database.copyIn('copy items from stdin', broken)).rejects.toThrow();
    expect(await names()).toEqual(['sql', 'orm', 'seven', 'eight']);
    await database.execute('delete from items where id > 2');
  });

  it('reads int8 as a number, and refuses one that a number cannot hold', async () => {
    expect(await database.query('select 9007199254740991::int8 as big')).toEqual([{ big: 9_007_199_254_740_991 }]);
    await expect(database.query('select 9007199254740993::int8 as big')).rejects.toThrow('9007199254740993');
  });

  it('prepares a named statement once per connection', async () => {
    const one = await open({ poolSize: 1 });
    for (const n of [1, 2, 3]) expect(await one.query('select $1::int + 1 as next', [n], 'test.next')).toEqual([{ next: n + 1 }]);
    expect(await one.query('select name from pg_prepared_statements')).toEqual([{ name: 'test.next' }]);
    await one.close();
  });

  it('tells a unique violation and a data error from other errors', async () => {
    const [twice, zero] = await Promise.all(
      [`insert into items values (1, 'again')`, 'select 1 / 0'].map((text) => database.execute(text).catch((error: unknown) => error)),
    );
    expect([isUniqueViolation(twice), isUniqueViolation(twice, 'items_key'), isUniqueViolation(twice, 'other')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([isDataError(zero), isDataError(twice), isUniqueViolation(zero)]).toEqual([true, false, false]);
    expect(twice).toMatchObject({ code: 'service.failed', retriable: false, facts: { sqlState: '23505', table: 'items' } });
  });

  it('gives up a lock that another transaction keeps, with an error that may pass', async () => {
    await database.transaction(async (tx) => {
      await tx.execute(`update items set name = name where id = 1`);
      await expect(database.execute(`update items set name = 'mine' where id = 1`)).rejects.toMatchObject({
        code: 'service.unavailable',
        retriable: true,
        facts: { sqlState: '55P03' },
      });
    });
  });

  it('goes on after its connections were ended by the server', async () => {
    const other = await open();
    await other.query('select 1');
    const pid = await other
      .transaction(async (tx) => {
        const [{ pid }] = (await tx.query<{ pid: number }>('select pg_backend_pid() as pid')) as [{ pid: number }];
        await database.query('select pg_terminate_backend($1)', [pid]);
        await expect(tx.query('select 1')).rejects.toMatchObject({ code: 'service.unavailable', retriable: true });
        return pid;
      })
      .catch((error: unknown) => error);
    expect(pid).toMatchObject({ code: 'service.unavailable' });
    expect(await other.query('select 1 as one')).toEqual([{ one: 1 }]);
    await other.close();
  });

  it('is refused with what to do when nothing answers, or the database does not exist', async () => {
    await expect(open({ url: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toMatchObject({
      code: 'service.unavailable',
      retriable: true,
    });
    const missing = new URL(place.url);
    missing.pathname = '/no_such_database';
    await expect(open({ url: missing.href })).rejects.toMatchObject({
      code: 'service.failed',
      message: expect.stringContaining('Check the database name'),
    });
  });
});
