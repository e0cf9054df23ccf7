import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentRegistered, ClaimStep, CompleteStep, eventsTopic, StartWorkflow } from '@skein/contracts';
import { connectKafka } from '@skein/kafka';
import type { RunningApp } from '@skein/platform';
import { openDatabase, STORE_ROLE, STORE_SCHEMA, type Database } from '@skein/postgres';
import { PartitionLog, runSystem, type RunningSystem } from '@skein/testing';
import { AppModule } from '../app.module.ts';
import { EventsTopics } from '../events-topic.fixture.ts';
import { StoreWatch } from '../store-watch.fixture.ts';

describe('an event-store in trouble', () => {
  let system: RunningSystem;
  let topics: EventsTopics;
  let database: Database;
  let watch: StoreWatch;
  let app: RunningApp;
  const options = () => ({ url: system.env['DATABASE_URL']!, schema: STORE_SCHEMA, role: STORE_ROLE });

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    topics = await EventsTopics.open(system);
    app = await system.start('event-store', AppModule);
    database = await openDatabase({ ...options(), applicationName: 'test' });
    watch = await new StoreWatch(database).start();
  });
  afterAll(async () => {
    await watch.stop();
    await topics.close();
    await database.close();
    await system.stop();
  });

  const round = (log: PartitionLog, stream: string) => {
    log.send(StartWorkflow({ title: stream, steps: [{ step: 'a', capability: 'c' }] }), { stream });
    log.send(ClaimStep({ step: 'a' }), { stream, by: 'bot' });
    log.send(CompleteStep({ step: 'a', fence: 1 }), { stream, by: 'bot' });
  };

  it('goes on by itself when its database connections are cut, and writes nothing twice', async () => {
    const log = new PartitionLog('workflow', 0);
    const admin = await openDatabase({ url: system.env['DATABASE_URL']!, schema: STORE_SCHEMA, applicationName: 'test-admin' });
    for (let i = 0; i < 20; i++) {
      round(log, `cut-${i}`);
      await topics.write(log);
      if (i % 5 === 2) await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'event-store'`);
    }
    await admin.close();
    expect(await watch.stored('workflow', 0, log.records.length)).toMatchObject({ seq: log.records.length, voids: 0, parked_code: null });
    const [counted] = await database.query(`select count(*) as done from workflows where status = 'completed' and stream like 'cut-%'`);
    expect(counted).toEqual({ done: 20 });
  });

  it('shares the partitions with a second instance, and what both have begun is stored once', async () => {
    const logs = [0, 1, 2, 3].map((partition) => new PartitionLog('memory', partition));
    const append = async (count: number) => {
      for (const log of logs) for (let i = 0; i < count; i++) log.append({ kind: 'unchanged' }, { stream: `t${log.partition}-${i}` });
      await Promise.all(logs.map((log) => topics.write(log)));
    };
    await append(50);
    const [second] = await Promise.all([system.start('event-store', AppModule), append(50)]);
    await append(50);
    await second.stop();
    await append(50);
    for (const log of logs) expect(await watch.stored('memory', log.partition, 200)).toMatchObject({ seq: 200, voids: 0 });
  });

  it('refuses a topic that is shorter than what it has stored, and one with another history', async () => {
    const [short, other, ours] = [1, 2, 3].map((partition) => new PartitionLog('agent', partition)) as [
      PartitionLog,
      PartitionLog,
      PartitionLog,
    ];
    const register = (name: string) => AgentRegistered({ registration: 1, by: 'ann', name, capabilities: [], tags: [] });
    for (const log of [short, other]) {
      log.append({ kind: 'events', events: [register('first')] }, { stream: `a${log.partition}` });
      await topics.write(log);
      await watch.stored('agent', log.partition, 1);
    }
    await app.stop();

    const kafka = await connectKafka({ brokers: system.env['KAFKA_BROKERS']!.split(','), clientId: 'test' });
    await kafka.admin.deleteTopics([eventsTopic('agent', system.prefix)]);
    await kafka.close();
    const anew = await EventsTopics.open(system); // what a producer knows of the topic's leaders is gone with it
    const foreign = new PartitionLog('agent', 2);
    foreign.append({ kind: 'events', events: [register('another')] }, { stream: 'a2' });
    await anew.write(foreign);
    ours.append({ kind: 'unchanged' }, { stream: 'a3' });
    await anew.write(ours);
    await anew.close();

    app = await system.start('event-store', AppModule);
    expect(await watch.parked('agent', 1)).toMatchObject({ parked_code: 'log.truncated', seq: 1 });
    expect(await watch.parked('agent', 2)).toMatchObject({ parked_code: 'log.foreign-topic', seq: 1 });
    expect(await watch.stored('agent', 3, 1)).toMatchObject({ parked_code: null });
    const key = await system.key();
    const response = await fetch(`${app.url}/v1/log/partitions`, { headers: { authorization: `Bearer ${key}` } });
    const { items } = (await response.json()) as { items: { parked?: { code: string } }[] };
    expect(items.flatMap(({ parked }) => parked?.code ?? []).sort()).toEqual(['log.foreign-topic', 'log.truncated']);
  });
});
