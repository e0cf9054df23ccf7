import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppendTurns, ClaimStep, CompleteStep, StartThread, StartWorkflow } from '@skein/contracts';
import { createDatabase, NOON, PartitionLog, type TestDatabase } from '@skein/testing';
import { timedId } from '@skein/testing/simulation';
import {
  appendGroups,
  cursorsChannel,
  dueTimers,
  findResults,
  isDataError,
  lookUp,
  migrate,
  nextTimerAt,
  noViewRows,
  openDatabase,
  parseMovedCursors,
  readCursors,
  readRecord,
  storeMigrations,
  type AppendGroup,
  type Database,
  type WorkflowRow,
} from '../index.ts';

const plan = { step: 'build', capability: 'code' };
const groupOf = (log: PartitionLog): AppendGroup => ({
  category: log.category,
  partition: log.partition,
  group: log.group(),
  snapshots: [],
  views: noViewRows(),
});

const workflowRow = (stream: string, title: string): WorkflowRow => ({
  ...{ tenant: 'acme', stream, partition: 0, seq: 1, version: 1, title, status: 'running', tags: ['one', 'two'] },
  ...{
    openSteps: 1,
    completedSteps: 0,
    failedAttempts: 0,
    openGates: 0,
    signals: 0,
    inputTokens: 0,
    outputTokens: 0,
    costMicroUsd: 0,
    startedAt: NOON,
    updatedAt: NOON,
  },
});

describe('the SQL of the store', () => {
  let place: TestDatabase;
  let store: Database;
  let owner: Database;

  beforeAll(async () => {
    place = await createDatabase('append_groups');
    await migrate({ url: place.url, ...storeMigrations });
    const { schema, role, migrations } = storeMigrations;
    store = await openDatabase({ url: place.url, schema, role, applicationName: 'test', migrations });
    owner = await openDatabase({ url: place.url, schema: 'command_service', role: 'skein_command_service', applicationName: 'test' });
  });
  afterAll(async () => {
    await store.close();
    await owner.close();
    await place.drop();
  });

  const opened = async (log: PartitionLog) => {
    await store.execute('insert into cursors (category, partition) values ($1, $2)', [log.category, log.partition]);
    return log;
  };

  it('appends several partitions in one statement and tells of them once', async () => {
    const [work, talk] = [await opened(new PartitionLog('workflow', 0)), await opened(new PartitionLog('memory', 5))];
    work.send(StartWorkflow({ title: 'Survey', steps: [plan] }), { id: 'start' });
    work.send(ClaimStep({ step: 'build' }), { id: 'claim' });
    work.send(ClaimStep({ step: 'build' }), { id: 'claim-too-late', by: 'bob' });
    talk.send(StartThread({ title: 'Talk' }), { stream: 't1' });
    const told = Promise.withResolvers<string>();
    const listener = await store.listen(cursorsChannel, { onNotify: told.resolve, onReconnect: () => undefined });

    expect(await appendGroups(store, [groupOf(work), groupOf(talk)])).toBe('committed');
    expect(parseMovedCursors(await told.promise)).toEqual([
      { category: 'workflow', partition: 0, seq: 4 },
      { category: 'memory', partition: 5, seq: 1 },
    ]);
    await listener.stop();
    const head = work.records.at(-1)!.hash;
    expect(await readCursors(owner, [work, talk, { category: 'agent', partition: 7 }])).toEqual([
      { category: 'workflow', partition: 0, cursor: { nextOffset: 4, head, seq: 4, headOffset: 3, newestId: '' } },
      { category: 'memory', partition: 5, cursor: { nextOffset: 1, head: talk.records[0]!.hash, seq: 1, headOffset: 0, newestId: '' } },
      { category: 'agent', partition: 7, cursor: { nextOffset: 0, head: '0'.repeat(64), seq: 0, headOffset: -1, newestId: '' } },
    ]);
    expect(await readRecord(owner, work, 2)).toMatchObject({ hash: work.records[1]!.hash, cursor: { seq: 4 } });
    expect(await readRecord(owner, work, 5)).toMatchObject({ hash: undefined, cursor: { seq: 4 } });
  });

  it('keeps the greatest UUIDv7 among command ids, in whatever order they come', async () => {
    const log = await opened(new PartitionLog('memory', 26));
    const newest = async () => (await readCursors(owner, [log]))[0]!.cursor.newestId;
    const append = async (...ids: string[]) => {
      for (const id of ids) log.send(StartThread({ title: 'Talk' }), { stream: `t-${id}`, id });
      await appendGroups(store, [groupOf(log)]);
    };
    await append('zz', 'c1');
    expect(await newest()).toBe('');
    await append(timedId(1), timedId(3), timedId(2));
    expect(await newest()).toBe(timedId(3));
    await append(timedId(2).replace('019a', '019b').replace('-7', '-4'), timedId(0));
    expect(await newest()).toBe(timedId(3));
  });

  it('does not know it any more when somebody has moved a cursor without it', async () => {
    const log = await opened(new PartitionLog('memory', 27));
    const newest = async () => (await readCursors(owner, [log]))[0]!.cursor.newestId;
    log.send(StartThread({ title: 'Talk' }), { id: timedId(1) });
    await appendGroups(store, [groupOf(log)]);
    await store.execute(`update cursors set newest_id_seq = 0 where category = 'memory' and partition = 27`);
    expect(await newest()).toBeUndefined();
    log.send(StartThread({ title: 'Talk' }), { stream: 't2', id: timedId(2) });
    await appendGroups(store, [groupOf(log)]);
    expect(await newest()).toBeUndefined();
  });

  it('tells an owner outcomes and streams as of one moment', async () => {
    const log = await opened(new PartitionLog('workflow', 1));
    log.send(StartWorkflow({ title: 'Survey', steps: [plan] }), { stream: 'w2', id: 'start' });
    log.send(ClaimStep({ step: 'build' }), { stream: 'w2', id: 'claim' });
    log.send(CompleteStep({ step: 'build', fence: 1 }), { stream: 'w2', id: 'complete' });
    const snapshot = {
      tenant: 'acme',
      category: 'workflow' as const,
      stream: 'w2',
      reducerVersion: 1,
      version: 3,
      time: NOON,
      state: '{}',
      bytes: 2,
    };
    await appendGroups(store, [{ ...groupOf(log), snapshots: [snapshot, { ...snapshot, reducerVersion: 2, version: 4 }] }]);
    const values = log.records.map(({ value }) => value);
    const asked = [
      { tenant: 'acme', stream: 'w2', id: 'start' },
      { tenant: 'acme', stream: 'w2', id: 'never-sent' },
      { tenant: 'other', stream: 'w2', id: 'start' },
    ];
    const streams = [
      { tenant: 'acme', stream: 'w2' },
      { tenant: 'acme', stream: 'unknown' },
    ];
    const found = await lookUp(owner, { category: 'workflow', partition: 1, reducerVersion: 2, commands: asked, streams });
    const { hash } = { hash: log.records[0]!.record.commandhash };
    expect(found).toEqual({
      at: 5,
      results: [{ tenant: 'acme', stream: 'w2', id: 'start', hash, values: values.slice(0, 2) }],
      streams: [
        { tenant: 'acme', stream: 'w2', snapshot: { state: '{}', version: 4, time: NOON }, tail: values.slice(4) },
        { tenant: 'acme', stream: 'unknown', tail: [] },
      ],
    });
    const elsewhere = await findResults(
      owner,
      asked.map((one) => ({ ...one, category: 'workflow' as const })),
    );
    expect(elsewhere).toEqual([
      { category: 'workflow', partition: 1, tenant: 'acme', stream: 'w2', id: 'start', hash, values: values.slice(0, 2) },
    ]);
  });

  it('writes nothing for an instance that comes too late', async () => {
    const log = await opened(new PartitionLog('workflow', 2));
    log.send(StartWorkflow({ title: 'Survey', steps: [] }), { stream: 'w3' });
    const group = groupOf(log);
    const answers = await Promise.all([appendGroups(store, [group]), appendGroups(store, [group])]);
    expect(answers.sort()).toEqual(['committed', 'lost']);
    const other = await opened(new PartitionLog('memory', 2));
    other.send(StartThread({ title: 'Talk' }), { stream: 't3' });
    expect(await appendGroups(store, [group, groupOf(other)])).toBe('lost');
    expect((await readCursors(store, [other]))[0]!.cursor.seq).toBe(0);
  });

  it('writes nothing for an instance that waited for the cursor of one partition while another moved it', async () => {
    const log = await opened(new PartitionLog('workflow', 8));
    log.send(StartWorkflow({ title: 'Survey', steps: [] }), { stream: 'w8' });
    const group = groupOf(log);
    const admin = await openDatabase({ url: place.url, schema: 'event_store', applicationName: 'test' });
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const late = await store.transaction(async (tx) => {
      expect(await appendGroups(tx, [group])).toBe('committed');
      const second = appendGroups(store, [group]);
      while ((await admin.query(waiting)).length === 0);
      return { second };
    });
    expect(await late.second).toBe('lost');
    await admin.close();
  });

  it('counts void records and moves on without any other', async () => {
    const log = await opened(new PartitionLog('agent', 0));
    const [from, to] = [(await readCursors(store, [log]))[0]!.cursor, { nextOffset: 7, head: '0'.repeat(64), seq: 0, headOffset: -1 }];
    const views = noViewRows();
    await appendGroups(store, [{ category: 'agent', partition: 0, group: { from, to, records: [], voids: 7 }, snapshots: [], views }]);
    expect(await store.query(`select voids, next_offset from cursors where category = 'agent' and partition = 0`)).toEqual([
      { voids: 7, next_offset: 7 },
    ]);
  });

  it('calls a record that is stored already a broken invariant', async () => {
    const log = await opened(new PartitionLog('workflow', 3));
    log.send(StartWorkflow({ title: 'Survey', steps: [] }), { stream: 'w4' });
    const group = groupOf(log);
    await appendGroups(store, [group]);
    const { from, to, ...rest } = group.group;
    const again = { ...group, group: { ...rest, from: to, to: { ...to, nextOffset: 2 } } };
    await expect(appendGroups(store, [again])).rejects.toMatchObject({ code: 'store.invariant-broken' });
    expect(from.seq).toBe(0);
  });

  it('tells data that Postgres refuses from a failing database, and writes nothing of the group', async () => {
    const log = await opened(new PartitionLog('workflow', 4));
    log.send(StartWorkflow({ title: 'Survey', steps: [] }), { stream: 'w5' });
    const group = groupOf(log);
    const bad = { ...group, views: { ...noViewRows(), workflows: [workflowRow('w5', 'a text with \0')] } };
    const error: unknown = await appendGroups(store, [bad]).catch((thrown: unknown) => thrown);
    expect([isDataError(error), (await readCursors(store, [log]))[0]!.cursor.seq]).toEqual([true, 0]);

    const broken = [{ tenant: 'acme', stream: 'w5', partition: 4, seq: 1, version: 1, time: NOON }];
    expect(await appendGroups(store, [{ ...group, views: { ...noViewRows(), broken } }])).toBe('committed');
    expect(await store.query(`select broken from workflows where stream = 'w5'`)).toEqual([{ broken: true }]);
  });

  it('keeps the last state of rows, and the deadlines that hold', async () => {
    const log = await opened(new PartitionLog('workflow', 5));
    log.send(StartWorkflow({ title: 'Survey', steps: [] }), { stream: 'w6' });
    const timer = (purpose: 'step-lease' | 'workflow-ttl', due: number) => ({
      tenant: 'acme',
      stream: 'w6',
      purpose,
      subject: '',
      setBy: 1,
      due,
    });
    const views = {
      ...noViewRows(),
      workflows: [workflowRow('w6', 'Survey')],
      timers: [timer('workflow-ttl', NOON + 9), timer('step-lease', NOON)],
    };
    await appendGroups(store, [{ ...groupOf(log), views }]);
    expect(await dueTimers(owner, [log], { before: NOON, limit: 10 })).toEqual([
      { category: 'workflow', partition: 5, ...timer('step-lease', NOON) },
    ]);
    expect(await nextTimerAt(owner, [log], { after: NOON })).toBe(NOON + 9);
    expect(await nextTimerAt(owner, [log], { after: NOON + 9 })).toBeUndefined();

    log.send(ClaimStep({ step: 'none' }), { stream: 'w6' });
    const next = { ...noViewRows(), workflows: [{ ...workflowRow('w6', 'Survey'), status: 'paused', closedAt: NOON }] };
    next.timersRemoved.push(timer('step-lease', NOON));
    next.timers.push({ ...timer('workflow-ttl', NOON + 20), setBy: 2 });
    await appendGroups(store, [{ ...groupOf(log), views: next }]);
    const [row] = await store.query(`select status, tags, parent, closed_at from workflows where stream = 'w6'`);
    expect(row).toEqual({ status: 'paused', tags: ['one', 'two'], parent: null, closed_at: new Date(NOON) });
    expect(await dueTimers(owner, [log], { before: NOON + 99, limit: 10 })).toMatchObject([
      { purpose: 'workflow-ttl', setBy: 2, due: NOON + 20 },
    ]);
  });

  it('keeps one snapshot of each thousand versions, and none of an older reducer', async () => {
    const log = await opened(new PartitionLog('memory', 16));
    log.send(StartThread({ title: 'Talk' }), { stream: 't6' });
    const base = { tenant: 'acme', category: 'memory' as const, stream: 't6', time: NOON, state: '{}', bytes: 2 };
    await appendGroups(store, [{ ...groupOf(log), snapshots: [{ ...base, reducerVersion: 1, version: 10 }] }]);
    for (const version of [500, 1000, 1001, 2500, 2600]) {
      log.send(AppendTurns({ turns: [{ role: 'user', content: 'hi' }] }), { stream: 't6' });
      await appendGroups(store, [{ ...groupOf(log), snapshots: [{ ...base, reducerVersion: 2, version }] }]);
    }
    const kept = await store.query<{ version: number }>(`select version from snapshots where stream = 't6' order by version`);
    expect(kept.map(({ version }) => version)).toEqual([1000, 1001, 2600]);
  });

  it('shows a tenant its own rows only, and lets nobody change history', async () => {
    const log = await opened(new PartitionLog('workflow', 6));
    log.send(StartWorkflow({ title: 'Secret', steps: [] }), { tenant: 'rival', stream: 'w7' });
    await appendGroups(store, [groupOf(log)]);
    const seen = (tenant: string) =>
      store.withTenant(tenant, (tx) => tx.query(`select workflow, payload ->> 'title' as title from workflow_events where partition = 6`));
    expect([await seen('rival'), await seen('acme')]).toEqual([[{ workflow: 'w7', title: 'Secret' }], []]);
    for (const change of [
      `update records set value = ''`,
      'delete from records',
      'truncate records',
      'update command_results set first_seq = 0',
    ]) {
      await expect(store.execute(change)).rejects.toMatchObject({ facts: { sqlState: '42501' } });
    }
    const admin = await openDatabase({ url: place.url, schema: 'event_store', applicationName: 'test' });
    await expect(admin.execute('delete from records')).rejects.toMatchObject({ facts: { sqlState: '42501' } });
    await admin.close();
    await expect(owner.execute(`update event_store.cursors set seq = 9`)).rejects.toMatchObject({ facts: { sqlState: '42501' } });
  });
});
