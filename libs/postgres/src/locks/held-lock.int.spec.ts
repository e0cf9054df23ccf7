import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { openDatabase, type Database } from '../index.ts';

const options = { waitMs: 100, onTaken: () => undefined };

describe('a lock that one process holds', () => {
  let place: TestDatabase;
  let one: Database;
  let other: Database;
  beforeAll(async () => {
    place = await createDatabase('held_lock');
    const open = (applicationName: string) => openDatabase({ url: place.url, schema: 'public', applicationName });
    [one, other] = [await open('one'), await open('other')];
  });
  afterAll(async () => {
    await one.close();
    await other.close();
    await place.drop();
  });

  it('is refused to others until it is let go', async () => {
    const held = await one.holdLock('index', options);
    expect(held).toBeDefined();
    expect(await other.holdLock('index', options)).toBeUndefined();
    expect(await other.holdLock('another', options)).toBeDefined();
    await held!.release();
    expect(await other.holdLock('index', options)).toBeDefined();
  });

  it('is taken again when its connection breaks, and told to be gone when somebody was faster', async () => {
    const taken = Promise.withResolvers<void>();
    await one.holdLock('fast', { waitMs: 100, onTaken: taken.resolve });
    const waiting = other.holdLock('fast', { waitMs: 20_000, onTaken: () => undefined });
    await other.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'one' and query like '%pg_advisory_lock%'`,
    );
    expect(await waiting).toBeDefined();
    await taken.promise;
  });
});
