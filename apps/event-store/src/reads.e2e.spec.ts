import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Approve,
  ClaimStep,
  CompleteStep,
  PauseWorkflow,
  RequestApproval,
  ResumeWorkflow,
  StartWorkflow,
  type HistoryRecord,
  type Page,
  type PartitionView,
  type StoredEvent,
  type TimelineEntry,
  type WorkflowView,
} from '@skein/contracts';
import { openDatabase, type Database } from '@skein/postgres';
import { PartitionLog, runSystem, type RunningSystem } from '@skein/testing';
import { createHash } from 'node:crypto';
import { AppModule } from './app.module.ts';
import { EventsTopics } from './events-topic.fixture.ts';

describe('reading the event store', () => {
  let system: RunningSystem;
  let topics: EventsTopics;
  let admin: Database;
  let url: string;
  const keys = new Map<string, string>();
  const log = new PartitionLog('workflow', 1);
  let position: string;

  const get = async <T>(path: string, key = 'acme'): Promise<{ status: number; body: T; headers: Headers }> => {
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${keys.get(key)}` } });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && !response.headers.get('content-type')?.includes('nd');
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T, headers: response.headers };
  };

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    topics = await EventsTopics.open(system);
    url = (await system.start('event-store', AppModule)).url;
    admin = await openDatabase({ url: system.env['DATABASE_URL']!, schema: 'event_store', applicationName: 'test' });
    keys.set('acme', await system.key());
    keys.set('rival', await system.key({ tenant: 'rival', subject: 'eve' }));
    keys.set('reader', await system.key({ scopes: ['read'] }));

    const at = (ms: number, more: object = {}) => ({ at: ms, ...more });
    const plan = { step: 'read', capability: 'code', input: { path: '/a' } };
    log.send(StartWorkflow({ title: 'Parent 100%', tags: ['t1'], steps: [plan] }), at(0, { stream: 'p1' }));
    log.send(StartWorkflow({ title: 'Child', parent: 'p1' }), at(1, { stream: 'c1' }));
    log.send(StartWorkflow({ title: 'Grandchild', parent: 'c1' }), at(2, { stream: 'g1' }));
    log.send(ClaimStep({ step: 'read' }), at(1_000, { stream: 'p1', by: 'bot' }));
    log.send(ClaimStep({ step: 'read' }), at(1_001, { stream: 'p1', by: 'bot' }));
    log.send(
      CompleteStep({ step: 'read', fence: 1, next: [{ step: 'write', capability: 'text' }] }),
      at(2_000, { stream: 'p1', by: 'bot' }),
    );
    log.send(RequestApproval({ gate: 'ship', title: '=ship(), "now"?', detail: 'long '.repeat(3_000) }), at(3_000, { stream: 'p1' }));
    log.send(Approve({ gate: 'ship' }), at(4_000, { stream: 'p1', by: 'bob' }));
    log.send(StartWorkflow({ title: 'Of the rival' }), at(5_000, { stream: 'r1', tenant: 'rival' }));
    await topics.write(log);
    position = `workflow:1:${log.records.length}`;
    expect((await get(`/v1/workflows/p1?minPosition=${position}&waitMs=20000`)).status).toBe(200);
  });
  afterAll(async () => {
    await topics.close();
    await admin.close();
    await system.stop();
  });

  it('lists the workflows of the caller’s tenant, newest first, page by page', async () => {
    const first = (await get<Page<WorkflowView>>('/v1/workflows?limit=2')).body;
    expect(first.items.map(({ id }) => id)).toEqual(['g1', 'c1']);
    const second = (await get<Page<WorkflowView>>(`/v1/workflows?limit=2&cursor=${first.next}`)).body;
    expect([second.items.map(({ id }) => id), second.next]).toEqual([['p1'], undefined]);
    expect((await get<Page<WorkflowView>>('/v1/workflows', 'rival')).body.items.map(({ id }) => id)).toEqual(['r1']);
  });

  it.each([
    ['tag=t1', ['p1']],
    ['status=running', ['g1', 'c1', 'p1']],
    ['status=failed', []],
    ['parent=p1', ['c1']],
    ['text=child', ['g1', 'c1']],
    ['text=100%25', ['p1']],
    ['text=%25', ['p1']],
  ])('finds workflows by %s', async (query, ids) => {
    expect((await get<Page<WorkflowView>>(`/v1/workflows?${query}`)).body.items.map(({ id }) => id)).toEqual(ids);
  });

  it('shows a workflow with its open steps, its place, and all of its steps', async () => {
    const { body, headers } = await get<WorkflowView>('/v1/workflows/p1');
    expect(body).toMatchObject({ id: 'p1', status: 'running', version: 8, completedSteps: 1, tags: ['t1'], openGates: 0 });
    expect(body.steps).toMatchObject([{ workflow: 'p1', step: 'write', status: 'ready', capability: 'text' }]);
    expect(headers.get('skein-position')).toBe(body.position);
    const steps = (await get<Page<{ step: string; status: string }>>('/v1/workflows/p1/steps')).body.items;
    expect(steps.map(({ step, status }) => [step, status])).toEqual([['read', 'completed'], ['write', 'ready']]); // prettier-ignore
  });

  it('knows who is part of whom', async () => {
    const ids = async (path: string) => (await get<Page<WorkflowView>>(path)).body.items.map(({ id }) => id);
    expect(await ids('/v1/workflows/p1/children')).toEqual(['c1']);
    expect(await ids('/v1/workflows/g1/ancestors')).toEqual(['c1', 'p1']);
  });

  it('shows history as events and as lines, from any version', async () => {
    const { items } = (await get<Page<StoredEvent>>('/v1/workflows/p1/events?from=2&limit=2')).body;
    expect(items.map(({ version, type }) => [version, type])).toEqual([[2, 'workflow.step-scheduled'], [3, 'workflow.step-claimed']]); // prettier-ignore
    expect(items[0]).toMatchObject({
      stream: 'p1',
      category: 'workflow',
      position: 'workflow:1:2',
      hash: log.records[1]!.hash,
      actor: 'ann',
    });
    const claims = (await get<Page<StoredEvent>>('/v1/workflows/p1/events?type=workflow.step-claimed')).body.items;
    expect(claims.map(({ version }) => version)).toEqual([3]);
    const lines = (await get<Page<TimelineEntry>>('/v1/workflows/p1/timeline')).body.items;
    expect(lines[2]).toMatchObject({ version: 3, sinceStartMs: 1_000, text: 'Step read claimed by bot' });
  });

  it('knows the state of every version and of every moment', async () => {
    const state = async (query: string) => (await get<{ version: number; status: string }>(`/v1/workflows/p1/state?${query}`)).body;
    expect(await state('')).toMatchObject({ version: 8, status: 'running' });
    expect(await state('version=6')).toMatchObject({ version: 6, status: 'awaiting_approval' });
    expect(await state(`at=${log.records[0]!.record.time}`)).toMatchObject({ version: 2 });
    expect((await get('/v1/workflows/p1/state?version=99')).body).toMatchObject({ code: 'read.version-unknown', status: 404 });
    expect((await get('/v1/workflows/p1/state?at=2001-01-01T00:00:00.000Z')).body).toMatchObject({ code: 'read.version-unknown' });
  });

  it('tells what changed between versions', async () => {
    const { changes } = (await get<{ changes: unknown[] }>('/v1/workflows/p1/diff?from=5&to=6')).body;
    expect(changes).toContainEqual({ path: '/status', before: 'running', after: 'awaiting_approval' });
    const other = (await get<{ changes: unknown[] }>('/v1/workflows/p1/diff?from=1&to=1&with=c1')).body.changes;
    expect(other).toContainEqual({ path: '/parent', after: 'p1' });
  });

  it('tells why an event came to be, back to the start', async () => {
    const { items } = (await get<Page<StoredEvent>>('/v1/workflows/p1/events')).body;
    const scheduled = items.find(({ version }) => version === 5)!;
    const { chain } = (await get<{ chain: { event: StoredEvent; because: string }[] }>(`/v1/workflows/p1/why/${scheduled.id}`)).body;
    expect(chain.map(({ event, because }) => [event.version, because])).toEqual([
      [5, 'asked'],
      [4, 'same-command'],
      [3, 'same-step'],
      [2, 'same-step'],
      [1, 'same-command'],
    ]);
    expect((await get(`/v1/workflows/c1/why/${scheduled.id}`)).body).toMatchObject({ code: 'event.unknown' });
    expect((await get(`/v1/workflows/r1/why/${scheduled.id}`, 'rival')).body).toMatchObject({ code: 'event.unknown' });
  });

  it('exports the whole history as JSON, lines or a table that no spreadsheet runs', async () => {
    expect((await get<StoredEvent[]>('/v1/workflows/p1/export')).body.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const lines = (await get<string>('/v1/workflows/p1/export?format=ndjson')).body.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as StoredEvent).version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const csv = await get<string>('/v1/workflows/p1/export?format=csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="p1.csv"');
    expect(csv.body.split('\r\n')).toHaveLength(10);
    expect(csv.body).toContain('""=ship()');
  });

  it('finds what was changed in the stored history', async () => {
    expect((await get('/v1/workflows/p1/verify')).body).toEqual({ workflow: 'p1', ok: true, events: 8, snapshots: 1, faults: [] });
    await admin.execute('alter table records disable trigger all');
    const changed = `select * from records where stream = 'p1' and version = 4`;
    const [before] = await admin.query<{ value: string; seq: number }>(changed);
    await admin.execute(`update records set value = replace(value, '"bot"', '"eve"') where seq = $1 and partition = 1`, [before!.seq]);
    const { faults } = (await get<{ faults: { version: number; text: string }[] }>('/v1/workflows/p1/verify')).body;
    expect(faults).toEqual([{ version: 4, text: 'the text does not have the hash that is stored beside it' }]);
    await admin.execute('update records set value = $2 where seq = $1 and partition = 1', [before!.seq, before!.value]);
    await admin.execute('alter table records enable trigger all');
    expect((await get('/v1/workflows/p1/verify')).body).toMatchObject({ ok: true });
  });

  it('lists gates', async () => {
    const gates = (await get<Page<{ gate: string; voters: string[] }>>('/v1/approvals?status=granted')).body.items;
    expect(gates).toMatchObject([{ workflow: 'p1', gate: 'ship', voters: ['bob'], risk: 'medium' }]);
    expect((await get<Page<object>>('/v1/approvals', 'rival')).body.items).toEqual([]);
  });

  it.each([
    '',
    '/steps',
    '/events',
    '/timeline',
    '/state',
    '/snapshots',
    '/children',
    '/ancestors',
    '/export',
    '/verify',
    '/diff?from=1&to=1',
  ])('knows nothing of another tenant’s workflow at %s', async (path) => {
    expect((await get(`/v1/workflows/p1${path}`, 'rival')).body).toMatchObject({ code: 'workflow.unknown', status: 404 });
  });

  it('waits for a position, and says so when the store does not reach it', async () => {
    const late = await get<{ code: string }>(`/v1/workflows?minPosition=workflow:1:9999&waitMs=20`);
    expect([late.status, late.body.code]).toEqual([409, 'read.position-not-reached']);
    const nowhere = await get<{ code: string }>('/v1/workflows?minPosition=workflow:4:1&waitMs=20000');
    expect([nowhere.status, nowhere.body.code]).toEqual([400, 'request.invalid']);
    const waiting = get<WorkflowView>(`/v1/workflows/c1?minPosition=workflow:1:${log.records.length + 1}&waitMs=20000`);
    log.send(PauseWorkflow({}), { stream: 'c1' });
    await topics.write(log);
    expect((await waiting).body).toMatchObject({ status: 'paused' });
    log.send(ResumeWorkflow({}), { stream: 'c1' });
    await topics.write(log);
    await get(`/v1/workflows?minPosition=workflow:1:${log.records.length}&waitMs=20000`);
  });

  it('refuses cursors and queries that are none', async () => {
    expect((await get('/v1/workflows?cursor=abc')).body).toMatchObject({ code: 'read.cursor-invalid', status: 400 });
    expect((await get('/v1/workflows?colour=red')).body).toMatchObject({ code: 'request.invalid' });
    expect((await get('/v1/workflows/p1/diff?from=0&to=x')).body).toMatchObject({ code: 'request.invalid' });
  });

  it('gives the log of all tenants to administrators only, with links that hold', async () => {
    const { items } = (await get<Page<HistoryRecord>>('/v1/log/records?category=workflow&partition=1&limit=3&afterSeq=1')).body;
    expect(items.map(({ seq, hash, value }) => ({ seq, hash, value }))).toEqual(
      log.records.slice(1, 4).map(({ record, hash, value }) => ({ seq: record.seq, hash, value })),
    );
    expect((await get('/v1/log/records?category=workflow&partition=1', 'reader')).body).toMatchObject({
      code: 'identity.scope-missing',
      status: 403,
    });
    const partitions = (await get<Page<PartitionView>>('/v1/log/partitions', 'reader')).body.items;
    expect(partitions).toHaveLength(12);
    expect(partitions.find(({ category, partition }) => category === 'workflow' && partition === 1)).toMatchObject({
      seq: log.records.length,
      head: log.records.at(-1)!.hash,
      voids: 0,
    });
  });

  it('keeps artifacts under the hash of their bytes, apart for each tenant', async () => {
    const bytes = Buffer.from([0, 1, 2, 255]);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const put = (name: string, body: Buffer | string, type = 'application/octet-stream') =>
      fetch(`${url}/v1/artifacts/${name}`, {
        method: 'PUT',
        body,
        headers: { authorization: `Bearer ${keys.get('acme')}`, 'content-type': type },
      });
    expect((await put(hash, bytes)).status).toBe(200);
    expect(await (await put(hash, bytes)).json()).toEqual({ sha256: hash, bytes: 4 });
    const back = await fetch(`${url}/v1/artifacts/${hash}`, { headers: { authorization: `Bearer ${keys.get('acme')}` } });
    expect(Buffer.from(await back.arrayBuffer())).toEqual(bytes);
    expect((await get(`/v1/artifacts/${hash}`, 'rival')).body).toMatchObject({ code: 'artifact.unknown', status: 404 });
    expect(await (await put('0'.repeat(64), bytes)).json()).toMatchObject({ code: 'artifact.hash-mismatch' });
    expect(await (await put(hash, '{}', 'application/json')).json()).toMatchObject({ code: 'request.invalid' });
    expect((await put(hash, Buffer.alloc(16 * 1024 * 1024 + 1))).status).toBe(413);
  });
});
