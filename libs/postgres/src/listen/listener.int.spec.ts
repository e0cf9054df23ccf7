import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { notify, openDatabase, type Database } from '../index.ts';

describe('listening', () => {
  let place: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    place = await createDatabase('listener');
    database = await openDatabase({ url: place.url, schema: 'public', applicationName: 'test' });
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  it('hears what a transaction notifies, once it has committed, and nothing of one that failed', async () => {
    const heard: string[] = [];
    const second = Promise.withResolvers<void>();
    const listener = await database.listen('test_channel', {
      onNotify: (payload) => void (heard.push(payload) === 2 && second.resolve()),
      onReconnect: () => undefined,
    });
    await database.transaction((tx) => notify(tx, 'test_channel', 'one'));
    const failed = database.transaction(async (tx) => {
      await notify(tx, 'test_channel', 'never');
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    await notify(database, 'test_channel', 'two');
    await second.promise;
    expect(heard).toEqual(['one', 'two']);
    await listener.stop();
  });

  it('comes back when its connection was ended, and says that it may have missed something', async () => {
    const troubles: unknown[] = [];
    const [back, heard] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    const listener = await database.listen('test_again', {
      onNotify: heard.resolve,
      onReconnect: back.resolve,
      onTrouble: (error) => troubles.push(error),
    });
    await database.query(`select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen test_again'`);
    await back.promise;
    await notify(database, 'test_again', 'hello');
    expect(await heard.promise).toBe('hello');
    expect(troubles).toMatchObject([{ code: 'service.unavailable' }]);
    await listener.stop();
  });

  it('shares one connection among all channels of a process, and ends it with the last of them', async () => {
    const other = await openDatabase({ url: place.url, schema: 'public', applicationName: 'test-sharing' });
    const heard: string[] = [];
    const [back, all] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let reconnects = 0;
    const hear = (name: string) =>
      other.listen(`test_${name}`, {
        onNotify: (payload) => void (heard.push(`${name} ${payload}`) === 3 && all.resolve()),
        onReconnect: () => void (++reconnects === 3 && back.resolve()),
      });
    const listeners = await Promise.all([hear('one'), hear('two'), hear('two')]);
    const connections = () =>
      database.query<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'test-sharing' and query like 'listen %'`);
    const [connection, ...more] = await connections();
    expect(more).toEqual([]);
    await database.query('select pg_terminate_backend($1)', [connection!.pid]);
    await back.promise;
    await notify(database, 'test_one', 'a');
    await notify(database, 'test_two', 'b');
    await all.promise;
    expect(heard).toEqual(['one a', 'two b', 'two b']);
    await listeners[0]!.stop();
    expect(await connections()).toHaveLength(1);
    await Promise.all(listeners.map((listener) => listener.stop()));
    while ((await connections()).length > 0); // a backend ends a moment after its connection
    await other.close();
  });

  it('ends with the database that it was made by', async () => {
    const other = await openDatabase({ url: place.url, schema: 'public', applicationName: 'test-listener' });
    await other.listen('test_end', { onNotify: () => undefined, onReconnect: () => undefined });
    const left = () => database.query(`select 1 from pg_stat_activity where application_name = 'test-listener'`);
    expect((await left()).length).toBeGreaterThan(0);
    await other.close();
    while ((await left()).length > 0); // a backend ends a moment after its connection
  });

  it('takes a plain name only', async () => {
    const listening = database.listen('x; drop table y', { onNotify: () => undefined, onReconnect: () => undefined });
    await expect(listening).rejects.toThrow(RangeError);
  });
});
