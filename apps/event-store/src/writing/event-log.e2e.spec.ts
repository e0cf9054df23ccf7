import { foldStored } from '@skein/log';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AgentRegistered,
  AppendTurns,
  Approve,
  ClaimStep,
  CompleteStep,
  FailStep,
  RequestApproval,
  StartThread,
  StartWorkflow,
  WorkflowStarted,
} from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { lookUp, openDatabase, STORE_ROLE, STORE_SCHEMA, type Database } from '@skein/postgres';
import type { RunningApp } from '@skein/platform';
import { NOON, PartitionLog, runSystem, type RunningSystem } from '@skein/testing';
import { AppModule } from '../app.module.ts';
import { EventsTopics } from '../events-topic.fixture.ts';
import { StoreWatch } from '../store-watch.fixture.ts';

const plan = (step: string, more: object = {}) => ({ step, capability: 'code', ...more });

describe('the store of the event log', () => {
  let system: RunningSystem;
  let topics: EventsTopics;
  let database: Database;
  let watch: StoreWatch;
  let app: RunningApp;

  beforeAll(async () => {
    system = await runSystem(import.meta.url, { partitions: 8 });
    topics = await EventsTopics.open(system);
    app = await system.start('event-store', AppModule);
    database = await openDatabase({ url: system.env['DATABASE_URL']!, schema: STORE_SCHEMA, role: STORE_ROLE, applicationName: 'test' });
    watch = await new StoreWatch(database).start();
  });
  afterAll(async () => {
    await watch.stop();
    await topics.close();
    await database.close();
    await system.stop();
  });

  const rows = <Row extends object>(sql: string, ...params: unknown[]) => database.query<Row>(sql, params);

  it('keeps history as it was sent, the outcome of every command, and a row per workflow, step, gate and deadline', async () => {
    const log = new PartitionLog('workflow', 0);
    log.send(StartWorkflow({ title: 'Survey', tags: ['a', 'b'], steps: [plan('read'), plan('write', { dependsOn: ['read'] })] }));
    log.send(ClaimStep({ step: 'read' }), { by: 'bot' });
    log.send(CompleteStep({ step: 'read', fence: 9 }), { by: 'bot', id: 'stale' });
    log.send(CompleteStep({ step: 'read', fence: 1, output: { text: 'ü' } }), { by: 'bot', at: 10 });
    log.send(RequestApproval({ gate: 'ship', title: 'Ship it?' }), { at: 20 });
    await topics.write(log);
    await watch.stored('workflow', 0, log.records.length);

    const stored = await rows<{ value: string }>(`select value from records where category = 'workflow' and partition = 0 order by seq`);
    expect(stored.map(({ value }) => value)).toEqual(log.records.map(({ value }) => value));
    expect(await rows(`select first_seq, last_seq from command_results where stream = 'w1' and command_id = 'stale'`)).toEqual([
      { first_seq: 5, last_seq: 5 },
    ]);
    expect(await rows(`select title, status, tags, version, open_steps, completed_steps, open_gates, seq from workflows`)).toEqual([
      {
        title: 'Survey',
        status: 'awaiting_approval',
        tags: ['a', 'b'],
        version: 6,
        open_steps: 1,
        completed_steps: 1,
        open_gates: 1,
        seq: 7,
      },
    ]);
    expect(await rows(`select step, status, attempt, depends_on, scheduled_by from steps order by step`)).toEqual([
      { step: 'read', status: 'completed', attempt: 1, depends_on: [], scheduled_by: 2 },
      { step: 'write', status: 'ready', attempt: 0, depends_on: ['read'], scheduled_by: 3 },
    ]);
    expect(await rows(`select gate, status, quorum, roles from approvals`)).toEqual([
      { gate: 'ship', status: 'open', quorum: 1, roles: ['approver'] },
    ]);
    // Whoever waits for a person cannot be abandoned.
    expect(await rows(`select purpose from timers where stream = 'w1'`)).toEqual([]);

    log.send(Approve({ gate: 'ship' }), { by: 'bob', at: 30 });
    log.send(ClaimStep({ step: 'write', leaseMs: 5_000 }), { by: 'bot', at: 40 });
    await topics.write(log);
    await watch.stored('workflow', 0, log.records.length);
    expect(await rows(`select status, voters from approvals`)).toEqual([{ status: 'granted', voters: ['bob'] }]);
    expect(await rows(`select purpose, subject, due from timers where stream = 'w1' order by purpose`)).toEqual([
      { purpose: 'step-lease', subject: 'write', due: new Date(NOON + 5_040) },
      { purpose: 'workflow-ttl', subject: '', due: expect.any(Date) },
    ]);
    log.send(CompleteStep({ step: 'write', fence: 1 }), { by: 'bot', at: 50 });
    await topics.write(log);
    await watch.stored('workflow', 0, log.records.length);
    expect(await rows(`select status, closed_at from workflows`)).toEqual([{ status: 'completed', closed_at: new Date(NOON + 50) }]);
    expect(await rows(`select purpose from timers where stream = 'w1'`)).toEqual([]);
  });

  it('writes snapshots as tails grow, and what it stores folds to the very state that all events fold to', async () => {
    const log = new PartitionLog('memory', 1);
    log.send(StartThread({ title: 'Talk' }), { stream: 't1' });
    for (let i = 0; i < 60; i++)
      log.send(AppendTurns({ turns: [{ role: 'user', content: `turn ${i} ${'x'.repeat(200)}` }] }), { stream: 't1' });
    await topics.write(log);
    await watch.stored('memory', 1, 61);
    const { reducerVersion } = deciderOf('memory');
    const place = { category: 'memory' as const, partition: 1, reducerVersion, commands: [], streams: [{ tenant: 'acme', stream: 't1' }] };
    const [stream] = (await lookUp(database, place)).streams;
    const all = { tail: log.records.map(({ value }) => value) };
    expect(stream!.snapshot).toBeDefined();
    expect(stream!.tail.length).toBeLessThan(61);
    expect(foldStored(deciderOf('memory'), stream!)).toEqual(foldStored(deciderOf('memory'), all));
  });

  it('counts what does not follow the head, garbage too, and goes on behind it', async () => {
    const [log, other] = [new PartitionLog('agent', 2), new PartitionLog('agent', 2)];
    const registered = AgentRegistered({ registration: 1, by: 'ann', name: 'Bot', capabilities: [], tags: [] });
    log.append({ kind: 'events', events: [registered] }, { stream: 'a1' });
    other.append({ kind: 'events', events: [registered] }, { stream: 'late' });
    await topics.write(log);
    await topics.writeValues(other, '{"not":', 'garbage', '', other.records[0]!.value);
    log.append({ kind: 'unchanged' }, { stream: 'a1' });
    await topics.write(log);
    expect(await watch.stored('agent', 2, 2)).toMatchObject({ seq: 2, voids: 4, next_offset: 6, parked_code: null });
    expect(await rows(`select count(*) as late from records where stream = 'late'`)).toEqual([{ late: 0 }]);
  });

  it('parks a partition at a linked record that it does not know, after storing what comes before, and the others go on', async () => {
    const log = new PartitionLog('agent', 3);
    log.append({ kind: 'unchanged' }, { stream: 'a2' });
    const [made] = log.append({ kind: 'unchanged' }, { stream: 'a2' });
    await topics.writeValues(log, log.records[0]!.value, made!.value.replace('command.outcome', 'agent.invented'));
    expect(await watch.parked('agent', 3)).toMatchObject({ seq: 1, parked_code: 'log.unknown-event' });
    const healthy = new PartitionLog('agent', 4);
    healthy.append({ kind: 'unchanged' }, { stream: 'a3' });
    await topics.write(healthy);
    expect(await watch.stored('agent', 4, 1)).toMatchObject({ parked_code: null });
  });

  it('keeps the history of a stream whose rows Postgres refuses, says so, and keeps the rows of the others', async () => {
    const log = new PartitionLog('workflow', 5);
    const beyondTime = WorkflowStarted({ title: 'Eternal', tags: [], ttlMs: 9_000_000_000_000_000 });
    log.send(StartWorkflow({ title: 'Before', steps: [] }), { stream: 'before' });
    log.append({ kind: 'events', events: [beyondTime] }, { stream: 'eternal' });
    log.send(StartWorkflow({ title: 'After', steps: [plan('go')] }), { stream: 'after' });
    log.send(ClaimStep({ step: 'go' }), { stream: 'after', by: 'bot' });
    await topics.write(log);
    expect(await watch.stored('workflow', 5, log.records.length)).toMatchObject({ parked_code: null });
    const find = `select stream, broken, version from workflows where partition = 5 order by stream`;
    expect(await rows(find)).toEqual([
      { stream: 'after', broken: false, version: 3 },
      { stream: 'before', broken: false, version: 1 },
      { stream: 'eternal', broken: true, version: 1 },
    ]);
    log.send(FailStep({ step: 'go', fence: 1, error: { message: 'no' } }), { stream: 'after', by: 'bot' });
    log.append({ kind: 'unchanged' }, { stream: 'eternal' });
    await topics.write(log);
    await watch.stored('workflow', 5, log.records.length);
    expect(await rows(`select status, attempt from steps where stream = 'after'`)).toEqual([{ status: 'retrying', attempt: 1 }]);
  });

  it('goes on exactly where it was when another instance takes over', async () => {
    const log = new PartitionLog('workflow', 6);
    log.send(StartWorkflow({ title: 'Long', steps: [plan('one')] }), { stream: 'long' });
    await topics.write(log);
    await watch.stored('workflow', 6, 2);
    await app.stop();
    log.send(ClaimStep({ step: 'one' }), { stream: 'long', by: 'bot' });
    await topics.write(log);
    app = await system.start('event-store', AppModule);
    log.send(CompleteStep({ step: 'one', fence: 1 }), { stream: 'long', by: 'bot' });
    await topics.write(log);
    expect(await watch.stored('workflow', 6, log.records.length)).toMatchObject({ seq: 5, voids: 0 });
    expect(await rows(`select status, version from workflows where stream = 'long'`)).toEqual([{ status: 'completed', version: 5 }]);
    expect(await rows(`select purpose from timers where stream = 'long'`)).toEqual([]);
  });
});
