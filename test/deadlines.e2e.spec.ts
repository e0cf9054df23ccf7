import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClaimStep, CompleteStep, keyOf, partitionOf, StartWorkflow } from '@skein/contracts';
import { openDatabase, STORE_SCHEMA, type Database } from '@skein/postgres';
import { NOON, PartitionLog, runSystem, until, type RunningSystem } from '@skein/testing';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';
import { EventsTopics } from '../apps/event-store/src/events-topic.fixture.ts';
import { StoreWatch } from '../apps/event-store/src/store-watch.fixture.ts';

const PARTITIONS = 4;

describe('a lease that is not stored, since an earlier deadline is', () => {
  let system: RunningSystem;
  let topics: EventsTopics;
  let store: Database;
  let watch: StoreWatch;
  beforeAll(async () => {
    system = await runSystem(import.meta.url, { partitions: PARTITIONS });
    topics = await EventsTopics.open(system);
    await system.start('event-store', EventStore);
    store = await openDatabase({ url: system.env['DATABASE_URL']!, schema: STORE_SCHEMA, applicationName: 'test', poolSize: 1 });
    watch = await new StoreWatch(store).start();
  }, 120_000);
  afterAll(async () => {
    await watch.stop();
    await store.close();
    await topics.close();
    await system.stop();
  }, 60_000);

  const deadlines = () => store.query(`select subject from timers where stream = 'w1' and purpose <> 'workflow-ttl' order by subject`);
  const types = async () => {
    const found = await store.query<{ type: string }>(`select type from records where stream = 'w1' order by seq`);
    return found.map(({ type }) => type.replace(/^dev\.skein\.|\.v1$/g, ''));
  };

  it('ends when it is over all the same: the earlier one fires for nothing first', async () => {
    const log = new PartitionLog('workflow', partitionOf(keyOf('acme', 'w1'), PARTITIONS));
    // As it was 14 s ago: each of these leases has about a second left.
    const at = Date.now() - 14_000 - NOON;
    const steps = ['a', 'b', 'c'].map((step) => ({ step, capability: 'work' }));
    const send = async (command: Parameters<PartitionLog['send']>[0], after: number) => {
      log.send(command, { at: at + after, by: 'bot' });
      await topics.write(log);
      await watch.stored('workflow', log.partition, log.records.length);
    };
    await send(StartWorkflow({ title: 'Work', steps }), 0);
    await send(ClaimStep({ step: 'a', leaseMs: 15_000 }), 100);
    await send(CompleteStep({ step: 'a', fence: 1 }), 200);
    await send(ClaimStep({ step: 'b', leaseMs: 15_000 }), 300);
    expect(await deadlines()).toEqual([{ subject: 'b' }]);
    await send(CompleteStep({ step: 'b', fence: 1 }), 400);
    await send(ClaimStep({ step: 'c', leaseMs: 15_000 }), 500);
    expect(await deadlines()).toEqual([{ subject: 'b' }]);

    const before = log.records.length;
    await system.start('command-service', CommandService);
    await until('the lease to end', async () => (await types()).includes('workflow.step-timed-out'));
    expect((await types()).slice(before, before + 3)).toEqual([
      'command.outcome',
      'workflow.step-timed-out',
      'workflow.step-retry-scheduled',
    ]);
    await until('the next attempt', async () => (await types()).includes('workflow.step-retry-due'));
    expect(await deadlines()).toEqual([]);
  });
});
