import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StartWorkflow } from '@skein/contracts';
import { openDatabase, STORE_ROLE, STORE_SCHEMA, type Database } from '@skein/postgres';
import { PartitionLog, runSystem, until, type RunningSystem } from '@skein/testing';
import { AppModule } from '../app.module.ts';
import { EventsTopics } from '../events-topic.fixture.ts';
import { StoreWatch } from '../store-watch.fixture.ts';

describe('an event-store that cannot write as fast as it reads', () => {
  let system: RunningSystem;
  let topics: EventsTopics;
  let database: Database;
  let watch: StoreWatch;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    topics = await EventsTopics.open(system);
    await system.start('event-store', AppModule);
    database = await openDatabase({ url: system.env['DATABASE_URL']!, schema: STORE_SCHEMA, role: STORE_ROLE, applicationName: 'test' });
    watch = await new StoreWatch(database).start();
  });
  afterAll(async () => {
    await watch.stop();
    await topics.close();
    await database.close();
    await system.stop();
  });

  /** Holds the cursor of a partition, as a rebuild does, while `work` goes on. */
  const holding = (partition: number, work: () => Promise<void>) =>
    database.transaction(async (tx) => {
      const held = await tx.query(`select from cursors where category = 'workflow' and partition = $1 for update`, [partition]);
      expect(held).toHaveLength(1);
      await work();
    });
  const started = async (partition: number) => {
    const log = new PartitionLog('workflow', partition);
    log.send(StartWorkflow({ title: 'Survey' }), { stream: `first-${partition}` });
    await topics.write(log);
    await watch.stored('workflow', partition, 1);
    return log;
  };
  const nextOffset = async (partition: number) => {
    const [row] = await database.query<{ next_offset: number; voids: number }>(
      `select next_offset, voids from cursors where category = 'workflow' and partition = $1`,
      [partition],
    );
    return row!;
  };

  it('reads on after its connections were cut while so much waited that the partition was not fetched any more', async () => {
    const log = await started(0);
    const admin = await openDatabase({ url: system.env['DATABASE_URL']!, schema: STORE_SCHEMA, applicationName: 'test-admin' });
    const waits = `select from pg_stat_activity where application_name = 'event-store' and wait_event_type = 'Lock'`;
    await holding(0, async () => {
      await topics.writeValues(log, ...Array<string>(6_000).fill('garbage'));
      await until('the store to wait for its cursor', async () => (await admin.query(waits)).length > 0);
      await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'event-store'`);
      await until('the store to wait for its cursor again', async () => (await admin.query(waits)).length > 0);
    });
    await admin.close();
    await until('everything to be read', async () => (await nextOffset(0)).next_offset === 6_001);
    expect(await nextOffset(0)).toEqual({ next_offset: 6_001, voids: 6_000 });
  });

  it('stores other partitions while somebody holds the cursor of one', async () => {
    const [held, other] = [await started(2), await started(3)];
    const append = async (name: string) => {
      for (const log of [held, other]) log.send(StartWorkflow({ title: 'Survey' }), { stream: `${name}-${log.partition}` });
      await Promise.all([held, other].map((log) => topics.write(log)));
    };
    await holding(2, async () => {
      for (const name of ['a', 'b', 'c']) {
        await append(name);
        await watch.stored('workflow', 3, other.records.length);
      }
      expect(await nextOffset(2)).toMatchObject({ next_offset: 1 });
    });
    expect(await watch.stored('workflow', 2, held.records.length)).toMatchObject({ seq: 4, voids: 0 });
  });
});
