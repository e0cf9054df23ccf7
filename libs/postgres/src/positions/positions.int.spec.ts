import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { migrate, openDatabase, Positions, positionsTable, sqlMigration, type Database } from '../index.ts';

const at = (seq: number) => ({
  category: 'memory' as const,
  partition: 3,
  seq,
  head: String(seq).repeat(64).slice(0, 64),
  nextOffset: seq + 5,
});

describe('the positions of a projection', () => {
  let place: TestDatabase;
  let database: Database;
  let positions: Positions;
  const effects = async () =>
    (await database.query<{ text: string }>('select text from memory.effects order by text')).map(({ text }) => text);

  beforeAll(async () => {
    place = await createDatabase('positions');
    const create = sqlMigration('CreatePositions2026010100001', [positionsTable('memory'), 'create table memory.effects (text text)']);
    await migrate({ url: place.url, schema: 'memory', role: 'skein_memory', migrations: [create] });
    database = await openDatabase({ url: place.url, schema: 'memory', role: 'skein_memory', applicationName: 'test' });
    positions = new Positions(database, 'memory');
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  const effect = (text: string) => async (tx: { execute(sql: string, params: unknown[]): Promise<number> }) =>
    void (await tx.execute('insert into memory.effects values ($1)', [text]));

  it('move together with the effect', async () => {
    await positions.advance({ seq: 0 }, at(2), effect('a'));
    await positions.advance(at(2), at(4), effect('b'));
    expect(await positions.load('memory')).toEqual([at(4)]);
    expect(await effects()).toEqual(['a', 'b']);
  });

  it('stay where they are when the effect fails', async () => {
    await expect(positions.advance(at(4), at(5), () => Promise.reject(new Error('on purpose')))).rejects.toThrow('on purpose');
    expect(await positions.load('memory')).toEqual([at(4)]);
  });

  it('refuse an instance that was overtaken, and its effect with it', async () => {
    for (const from of [{ seq: 0 }, at(2)]) {
      await expect(positions.advance(from, at(5), effect('late'))).rejects.toMatchObject({ code: 'service.not-ready' });
    }
    expect(await effects()).toEqual(['a', 'b']);
  });
});
