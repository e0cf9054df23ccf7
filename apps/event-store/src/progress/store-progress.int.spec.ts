import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, Log } from '@skein/platform';
import { cursorsChannel, migrate, openDatabase, storeMigrations, type Database } from '@skein/postgres';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { EventStoreConfig } from '../app.config.ts';
import { StoreProgress } from './store-progress.ts';

describe('what is known of how far the store is', () => {
  let place: TestDatabase;
  let store: Database;
  let admin: Database;
  let progress: StoreProgress;
  const seqs = () => progress.positions(['workflow']).map(({ partition, seq }) => [partition, seq]);
  const moved = () => new Promise<void>((resolve) => void progress.onMoved(() => resolve()));

  beforeAll(async () => {
    place = await createDatabase('store_progress');
    await migrate({ url: place.url, ...storeMigrations });
    const { schema, role } = storeMigrations;
    store = await openDatabase({ url: place.url, schema, role, applicationName: 'test-progress' });
    admin = await openDatabase({ url: place.url, schema, applicationName: 'test' });
    await admin.execute(`insert into cursors (category, partition, seq) values ('workflow', 0, 40), ('workflow', 1, 7)`);
    const config = loadConfig(EventStoreConfig.schema, { KAFKA_BROKERS: 'none:1', DATABASE_URL: place.url, PARTITIONS: '4' });
    progress = new StoreProgress(store, new EventStoreConfig(config), Log.to('test', 'silent'));
    await progress.start();
  });
  afterAll(async () => {
    await progress.stop();
    await store.close();
    await admin.close();
    await place.drop();
  });

  it('follows what commits tell, and never a notification that came late', async () => {
    for (const payload of ['workflow:0:42', 'workflow:0:41']) {
      const heard = moved();
      await admin.query('select pg_notify($1, $2)', [cursorsChannel, payload]);
      await heard;
    }
    expect(seqs()).toEqual([
      [0, 42],
      [1, 7],
    ]);
  });

  it('goes back with a database that was restored while the connection was away', async () => {
    await admin.execute(`update cursors set seq = 12 where partition = 0`);
    await admin.execute('delete from cursors where partition = 1');
    const heard = moved();
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen ${cursorsChannel}'`);
    await heard;
    expect(seqs()).toEqual([[0, 12]]);
    await expect(progress.reach({ minPosition: 'workflow:0:40', waitMs: 0 })).rejects.toMatchObject({ code: 'read.position-not-reached' });
    await progress.reach({ minPosition: 'workflow:0:12' });
  });

  it('refuses at once to wait for a partition that does not exist', async () => {
    await expect(progress.reach({ minPosition: 'workflow:4:1', waitMs: 3_600_000 })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
