import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testStack } from '@skein/testing';
import { text } from '../store/append-columns.ts';
import { hexArray } from './arrays.ts';
import { boolArray, byteaArray, int4Array, int8Array, openDatabase, textArray, type Database } from '../index.ts';

describe('arrays in binary format', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({ url: testStack().databaseUrl, schema: 'public', applicationName: 'test' });
  });
  afterAll(() => database.close());

  const roundTrip = async (type: string, array: Buffer): Promise<unknown[]> =>
    (await database.query<{ v: unknown }>(`select v from unnest($1::${type}[]) with ordinality as t(v, n) order by n`, [array])).map(
      ({ v }) => v,
    );

  it.each([
    ['int8', int8Array, [0, 1, -1, 2 ** 31, -(2 ** 32), -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null]],
    ['int4', int4Array, [0, -1, 2_147_483_647, -2_147_483_648, null]],
    ['bool', boolArray, [true, null, false]],
    [
      'text',
      textArray,
      ['', 'plain', 'ünï — 漢字 😀', '{"a":"b\\"c"}', null, 'x'.repeat(100_000), 'é'.repeat(60), 'x'.repeat(49), '\x7f\x80'],
    ],
    ['text', textArray, ['twice', 'twice', null, null, 'ü', 'ü', '', '', 'x'.repeat(60), 'x'.repeat(60), 'twice']],
    ['bytea', byteaArray, [Buffer.from([0, 255, 1]), null, Buffer.alloc(0)]],
  ] as [string, (values: never) => Buffer, unknown[]][])('arrive as they were: %s', async (type, encode, values) => {
    expect(await roundTrip(type, encode(values as never))).toEqual(values);
    expect(await roundTrip(type, encode([] as never))).toEqual([]);
    expect(await roundTrip(type, encode(values.filter((value) => value !== null) as never))).toEqual(
      values.filter((value) => value !== null),
    );
  });

  it('carry bigints too', async () => {
    const rows = await database.query(`select v::text from unnest($1::int8[]) as t(v)`, [int8Array([2n ** 63n - 1n, -(2n ** 63n)])]);
    expect(rows).toEqual([{ v: '9223372036854775807' }, { v: '-9223372036854775808' }]);
  });

  it('carry bytes that are given as hex digits', async () => {
    const rows = await database.query(`select v from unnest($1::bytea[]) as t(v)`, [hexArray(['00ff01', null, ''])]);
    expect(rows).toEqual([{ v: Buffer.from([0, 255, 1]) }, { v: null }, { v: Buffer.alloc(0) }]);
    for (const bad of ['0', '0x', 'f'.repeat(63)]) expect(() => hexArray([bad])).toThrow(RangeError);
  });

  it('carry texts that are given as their bytes', async () => {
    const column = text<Uint8Array | string>((value) => value);
    const bytes = Buffer.from('漢字');
    const rows = await database.query(`select v from unnest($1::text[]) as t(v)`, [column([bytes, bytes, 'plain', Buffer.alloc(0)])]);
    expect(rows).toEqual([{ v: '漢字' }, { v: '漢字' }, { v: 'plain' }, { v: '' }]);
  });

  it('carry times as text', async () => {
    const rows = await database.query(`select v from unnest($1::text[]::timestamptz[]) as t(v)`, [
      textArray(['2026-01-02T03:04:05.678Z', null]),
    ]);
    expect(rows).toEqual([{ v: new Date('2026-01-02T03:04:05.678Z') }, { v: null }]);
  });

  it('refuse numbers that are no whole ones', () => {
    expect(() => int8Array([1.5])).toThrow(RangeError);
    expect(() => int8Array([2 ** 53])).toThrow(RangeError);
  });
});
