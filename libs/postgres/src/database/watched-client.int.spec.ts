import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { TcpProxy } from '@skein/testing/faults';
import { once } from 'node:events';
import pg from 'pg';
import { WatchedClient } from './watched-client.ts';

describe('a connection with a clock', () => {
  let place: TestDatabase;
  let proxy: TcpProxy;
  let client: WatchedClient;

  beforeAll(async () => {
    place = await createDatabase('watched');
    proxy = await TcpProxy.inFrontOf(new URL(place.url).host);
  });
  afterAll(async () => {
    proxy.close();
    await place.drop();
  });
  const connect = async (answerTimeoutMs: number) => {
    client = new WatchedClient({ connectionString: proxy.through(place.url), answerTimeoutMs });
    client.on('error', () => undefined); // of the socket, when it is cut
    await client.connect();
  };

  it('fails the statement under way, and those behind it, when Postgres has said nothing for that long', async () => {
    await connect(200);
    await client.query('select 1');
    const goOn = proxy.halfOpen();
    const asked = [client.query('select 2'), client.query('select 3')].map((query) => query.catch((error: Error) => error.message));
    expect(await Promise.all(asked)).toEqual(['Connection terminated', 'Connection terminated']);
    goOn();
  });

  it('begins to count anew with each statement, and leaves a connection alone that only waits', async () => {
    await connect(200);
    for (let n = 0; n < 5; n++) await client.query('select pg_sleep(0.08)');
    const other = new pg.Client({ connectionString: place.url });
    await other.connect();
    await other.query('select pg_sleep(0.4)');
    await other.end();
    expect((await client.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    const ended = once(client, 'end');
    await client.end();
    await ended;
  });
});
