import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  IndexRebuild,
  IndexStarted,
  IndexStatus,
  IndexVerification,
  PackResponse,
  Problem,
  RebuildStarted,
  RemovalStarted,
  SearchResponse,
  VerificationStarted,
} from '@skein/contracts';
import { FakeEmbeddings, runSystem, until, type RunningSystem } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { AppModule } from '../../app.module.ts';
import { TestRepository } from '../../fixtures/repository.fixture.ts';

describe('sources over HTTP', () => {
  let system: RunningSystem;
  let repository: TestRepository;
  let app: Awaited<ReturnType<RunningSystem['start']>>;
  let settings: Record<string, string>;
  let key: string;
  let embedder: FakeEmbeddings;
  const embedding = Promise.withResolvers<void>();
  beforeAll(async () => {
    embedder = await FakeEmbeddings.listen();
    embedder.hold = embedding.promise;
    embedder.holds = ({ input }) => input.some((text) => text.startsWith('doc: '));
    repository = await TestRepository.make();
    system = await runSystem(import.meta.url);
    settings = {
      ...{ INDEX_ROOTS: repository.folder, INDEX_HOSTS: 'git.example.org', INDEX_DATA: `${repository.folder}/.git/skein` },
      ...{
        EMBEDDER_URL: embedder.url,
        EMBEDDER_KEY: embedder.key,
        EMBEDDER_MODEL: 'small',
        EMBEDDER_DIMENSION: '32',
        EMBEDDER_PREFIX: 'doc: ',
      },
    };
    app = await system.start('rag-indexer', AppModule, settings);
    key = await system.key();
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await repository[Symbol.asyncDispose]();
    await embedder[Symbol.asyncDispose]();
  }, 60_000);

  const ask = async <T>(path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const headers = { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    const response = await fetch(`${app.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as T };
  };

  const rebuilt = async (request: object) => {
    const { status, body } = await ask<RebuildStarted>('/v1/index/rebuild', request);
    expect(status).toBe(202);
    return until('the index is made anew', async () => {
      const now = (await ask<IndexRebuild>(`/v1/index/rebuild/${body.id}`)).body;
      return now.state !== 'running' && now;
    });
  };

  it('are indexed behind the answer, and found', async () => {
    repository.write({ 'src/ledger.ts': 'export function closeLedger() {\n  return "closed";\n}\n' }).commit('Begin');
    const { status, body } = await ask<IndexStarted>('/v1/index', { source: { kind: 'git', place: `${repository.folder}/` } });
    expect([status, body.runs]).toEqual([202, [{ id: expect.any(String), collection: 'code_patterns', source: repository.folder }]]);
    const run = await until('the run has ended', async () => {
      const { runs } = (await ask<IndexStatus>('/v1/index')).body;
      return runs.find(({ id, state }) => id === body.runs[0]!.id && state !== 'running');
    });
    expect(run).toMatchObject({ state: 'finished', expected: 1, counts: { documents: { written: 1 } } });
    const { hits } = (await ask<SearchResponse>('/v1/search', { query: 'closeLedger' })).body;
    expect(hits).toMatchObject([{ title: 'closeLedger', collection: 'code_patterns' }]);
    const packed = (await ask<PackResponse>('/v1/context', { query: 'closeLedger', tokens: 500 })).body;
    expect(packed).toMatchObject({ budget: 500, cut: [], parts: [{ title: 'closeLedger', score: hits[0]!.score }] });
    expect(packed.parts[0]!.citation).toMatch(/\/src\/ledger\.ts:1-3@[0-9a-f]{10}$/);
    expect((await ask<Problem>('/v1/context', { query: 'x', tokens: 0 })).body.code).toBe('request.invalid');
  });

  it('are embedded behind that, by the model that is configured, whose key is in no answer and no log', async () => {
    const find = () => ask<SearchResponse>('/v1/search', { query: 'closing a ledger', explain: true });
    expect((await find()).body.channels.find(({ channel }) => channel === 'dense')).toMatchObject({
      hits: 0,
      covers: { chunks: 0, of: 1 },
    });
    embedding.resolve();
    const { body } = await until('the chunk is embedded', async () => {
      const answer = await find();
      return answer.body.hits[0]?.channels?.some(({ channel }) => channel === 'dense') && answer;
    });
    expect(body.channels.find(({ channel }) => channel === 'dense')).toMatchObject({ hits: 1 });
    const status = (await ask<IndexStatus>('/v1/index')).body;
    expect(status).toMatchObject({ embedder: { model: 'small', dimension: 32 } });
    const vectors = { model: 'small', dimension: 32, embedded: 1, refused: 0 };
    expect(status.collections).toContainEqual({ collection: 'code_patterns', chunks: 1, vectors });
    expect(await rebuilt({ embed: true })).toMatchObject({ state: 'finished', points: 1, expected: 1, embedding: 0 });
    await until('it says that it knows all', async () => {
      const dense = (await find()).body.channels.find(({ channel }) => channel === 'dense');
      return dense?.hits === 1 && dense.covers?.chunks === 1;
    });
    expect(JSON.stringify([status, body, system.log])).not.toContain(embedder.key);
  });

  it('are kept in the memory of one process: a second one refuses to start, and says why', async () => {
    await expect(system.spawn('rag-indexer', { ...settings, QDRANT_URL: '', INDEX_TAKEOVER_MS: '100' })).rejects.toThrow(/index\.in-use/);
    expect((await ask<SearchResponse>('/v1/search', { query: 'closeLedger' })).status).toBe(200);
  });

  it('are indexed again when they are due, also by the next process, until nobody wants it any more', async () => {
    const source = { kind: 'git', place: repository.folder };
    const seen = async (what: string, holds: (status: IndexStatus) => boolean) =>
      until(what, async () => {
        const { body } = await ask<IndexStatus>('/v1/index');
        return holds(body) ? body : undefined;
      });
    const due = () => system.database.execute('update rag_indexer.schedules set next_at = now()');
    const { body } = await ask<IndexStarted>('/v1/index', { source, everySeconds: 900 });
    const { schedules } = await seen('the first run has ended', ({ runs }) => runs.every(({ state }) => state === 'finished'));
    expect(schedules).toMatchObject([{ id: body.schedule, kind: 'git', source: repository.folder, everySeconds: 900, failures: 0 }]);
    expect(Date.parse(schedules[0]!.nextAt) - Date.now()).toBeGreaterThan(600_000);

    repository.write({ 'src/month.ts': 'export function closeMonth() {\n  return 1;\n}\n' }).commit('Go on');
    await app.stop();
    await due();
    app = await system.start('rag-indexer-2', AppModule, settings);
    await seen(
      'what was due is done',
      ({ runs: [run], schedules: [one] }) =>
        run!.state === 'finished' && run!.counts.documents.written === 1 && Date.parse(one!.nextAt) > Date.now(),
    );
    expect((await ask<SearchResponse>('/v1/search', { query: 'closeMonth' })).body.hits[0]).toMatchObject({ title: 'closeMonth' });

    await ask('/v1/index', { source: { ...source, ref: 'nowhere' }, everySeconds: 900 });
    await due();
    await app.stop();
    app = await system.start('rag-indexer-3', AppModule, settings);
    const failed = await seen('it has failed', ({ schedules: [one] }) => one!.failures > 0);
    expect(failed.schedules[0]!.error).toContain('"nowhere"');

    for (const removed of [true, false])
      expect((await ask(`/v1/index/schedules/${body.schedule}`, undefined, 'DELETE')).body).toEqual({ removed });
    expect((await ask<IndexStatus>('/v1/index')).body.schedules).toEqual([]);
  });

  it('are compared with a clean rebuild when somebody wants to know, at what was indexed of them', async () => {
    const commit = repository.git('rev-parse', 'HEAD');
    await ask('/v1/index', { source: { kind: 'git', place: repository.folder } });
    await until('it was indexed', async () => (await ask<IndexStatus>('/v1/index')).body.runs.every(({ state }) => state === 'finished'));
    repository.write({ 'src/later.ts': 'export const later = 1;\n' }).commit('Later');
    const verified = async () => {
      const { id } = (await ask<VerificationStarted>('/v1/index/verify', {})).body;
      return until('all was compared', async () => {
        const { body } = await ask<IndexVerification>(`/v1/index/verify/${id}`);
        return body.state === 'finished' && body.sources;
      });
    };
    const place = { collection: 'code_patterns', source: repository.folder, commit };
    expect(await verified()).toEqual([{ ...place, documents: 2, chunks: 2, differences: 0, first: [] }]);
    await system.database.execute(`delete from rag_indexer.points where payload like '%closeMonth%'`);
    const where = { place: 'src/month.ts: closeMonth', id: expect.any(String) };
    expect(await verified()).toMatchObject([{ ...place, differences: 1, first: [{ ...where, what: 'missing', in: 'points' }] }]);

    expect((await ask<Problem>('/v1/index/verify', { source: 'nowhere' })).body.code).toBe('index.source-unknown');
    expect((await ask<Problem>(`/v1/index/verify/${randomUUID()}`)).body.code).toBe('index.verification-unknown');
  });

  it('show another tenant nothing, whatever it asks for with the ids and names of others', async () => {
    repository.write({ 'notes/own.md': '# The ledger of globex\n\nIt is closed, too.\n' });
    const authorization = `Bearer ${await system.key({ subject: 'eve', tenant: 'globex', scopes: ['read', 'write', 'admin'] })}`;
    const asEve = async <T>(path: string, body?: object, method = body ? 'POST' : 'GET') => {
      const headers = { authorization, ...(body ? { 'content-type': 'application/json' } : {}) };
      const response = await fetch(`${app.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as T };
    };
    await asEve('/v1/index', { source: { kind: 'markdown', place: `${repository.folder}/notes`, name: 'own' } });
    const { hits: foreign } = (await ask<SearchResponse>('/v1/search', { query: 'ledger month closed', limit: 50 })).body;
    const own = await until('it has something of its own', async () => {
      const { hits } = (await asEve<SearchResponse>('/v1/search', { query: 'ledger' })).body;
      return hits.length > 0 && new Set(hits.map(({ id }) => id));
    });
    expect([foreign.length > 0, foreign.filter(({ id }) => own.has(id))]).toEqual([true, []]);

    const pick = <T>(of: readonly T[], n: number) => of[n % of.length]!;
    const filters = [undefined, { tenant: 'acme' }, { source: repository.folder }, { tenant: ['acme', 'globex'] }, { path: 'src' }];
    const ids = foreign.map(({ id, collection }) => ({ id, collection }));
    const found: string[] = [];
    for (let n = 0; n < (process.env['SKEIN_PROOF'] ? 2_000 : 60); n++) {
      const question = {
        query: pick(['ledger', '"closed"', '/close\\w+/', 'symbol:closeLedger', 'path:src', 'lang:typescript month'], n),
        ...{ filter: pick(filters, n >> 1), project: pick([undefined, 'default', 'shop'], n >> 2) },
        ...(n % 3 === 0 ? { similarTo: pick(ids, n) } : {}),
      };
      const { body: search } = await asEve<Partial<SearchResponse>>('/v1/search', { ...question, explain: true });
      const { body: pack } = await asEve<Partial<PackResponse>>('/v1/context', { ...question, tokens: 500 });
      found.push(...[...(search.hits ?? []), ...(pack.parts ?? []), ...(pack.cut ?? [])].map(({ id }) => id));
      expect(JSON.stringify([search, pack])).not.toMatch(/return \\"closed|closeMonth\(/);
    }
    expect([found.length > 0, found.filter((id) => !own.has(id))]).toEqual([true, []]);

    const name = encodeURIComponent(repository.folder);
    const verification = (await ask<VerificationStarted>('/v1/index/verify', {})).body.id;
    const schedule = (await ask<IndexStarted>('/v1/index', { source: { kind: 'git', place: repository.folder }, everySeconds: 900 })).body;
    expect((await asEve<Problem>(`/v1/index/verify/${verification}`)).body.code).toBe('index.verification-unknown');
    expect((await asEve<Problem>('/v1/index/verify', { source: repository.folder })).body.code).toBe('index.source-unknown');
    expect((await asEve<Problem>(`/v1/index/sources?source=${name}`, undefined, 'DELETE')).body.code).toBe('index.source-unknown');
    expect((await asEve(`/v1/index/schedules/${schedule.schedule}`, undefined, 'DELETE')).body).toEqual({ removed: false });
    const { runs, schedules } = (await asEve<IndexStatus>('/v1/index')).body;
    expect([runs.map(({ source }) => source), schedules]).toEqual([['own'], []]);
    await until('all has ended', async () => {
      const mine = (await ask<IndexStatus>('/v1/index')).body;
      return mine.schedules.length === 1 && mine.runs.every(({ state }) => state !== 'running');
    });
  });

  it('are removed as a whole when nobody wants them: what was indexed, schedules, and what runs have kept', async () => {
    const source = { kind: 'git', place: repository.folder };
    const kept = async () => (await readdir(settings['INDEX_DATA']!)).filter((name) => name.endsWith('.commits'));
    const { runs } = (await ask<IndexStarted>('/v1/index', { source, everySeconds: 900 })).body;
    await until('it was indexed', async () => {
      const run = (await ask<IndexStatus>('/v1/index')).body.runs.find(({ id }) => id === runs[0]!.id);
      return run?.state === 'finished';
    });
    expect(await kept()).toHaveLength(1);
    const name = encodeURIComponent(repository.folder);
    expect((await ask<Problem>('/v1/index/sources', undefined, 'DELETE')).body.code).toBe('request.invalid');
    const elsewhere = `/v1/index/sources?source=${name}&collection=feature_specs`;
    expect((await ask<Problem>(elsewhere, undefined, 'DELETE')).body.code).toBe('index.source-unknown');
    const { status, body } = await ask<RemovalStarted>(`/v1/index/sources?source=${name}`, undefined, 'DELETE');
    expect([status, body.runs]).toEqual([202, [{ id: expect.any(String), collection: 'code_patterns', source: repository.folder }]]);
    const left = await until('it is gone', async () => {
      const now = (await ask<IndexStatus>('/v1/index')).body;
      return now.runs.length === 0 && now;
    });
    expect(left.schedules).toEqual([]);
    expect(left.collections).toContainEqual(expect.objectContaining({ collection: 'code_patterns', chunks: 0 }));
    expect((await ask<SearchResponse>('/v1/search', { query: 'closeLedger' })).body.hits).toEqual([]);
    for (const table of ['sources', 'documents', 'chunks', 'points', 'runs', 'schedules', 'vectors'])
      expect([table, await system.database.query(`select from rag_indexer.${table} where tenant = 'acme'`)]).toEqual([table, []]);
    await until('what its runs have kept is gone', async () => (await kept()).length === 0);
    expect((await ask<Problem>(`/v1/index/sources?source=${name}`, undefined, 'DELETE')).body.code).toBe('index.source-unknown');
  });

  it('are made anew for one tenant: another one is neither counted nor told', async () => {
    const authorization = `Bearer ${await system.key({ subject: 'other', tenant: 'other', scopes: ['read', 'admin'] })}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(`${app.url}/v1/index/rebuild`, { method: 'POST', headers, body: '{}' });
    const { id } = (await response.json()) as RebuildStarted;
    const shown = async () => (await (await fetch(`${app.url}/v1/index/rebuild/${id}`, { headers })).json()) as IndexRebuild;
    const ended = await until('it is done', async () => {
      const now = await shown();
      return now.state !== 'running' && now;
    });
    expect(ended).toMatchObject({ state: 'finished', points: 0, expected: 0 });
    expect((await ask<Problem>(`/v1/index/rebuild/${id}`)).body.code).toBe('index.rebuild-unknown');
  });

  it('are begun by administrators only: what may be read is not divided among tenants', async () => {
    const authorization = `Bearer ${await system.key({ subject: 'writer', scopes: ['read', 'write'] })}`;
    const asked = async (path: string, method = 'POST') => {
      const body = JSON.stringify(path === '/v1/index' ? { source: { kind: 'git', place: repository.folder } } : {});
      const headers = { authorization, 'content-type': 'application/json' };
      const response = await fetch(`${app.url}${path}`, { method, headers, body });
      return [response.status, ((await response.json()) as Problem).code];
    };
    const refused = [403, 'identity.scope-missing'];
    expect(await asked('/v1/index')).toEqual(refused);
    expect(await asked('/v1/index/verify')).toEqual(refused);
    expect(await asked('/v1/index/rebuild')).toEqual(refused);
    expect(await asked(`/v1/index/schedules/${randomUUID()}`, 'DELETE')).toEqual(refused);
    expect(await asked('/v1/index/sources?source=x', 'DELETE')).toEqual(refused);
  });

  it.each([
    { kind: 'git', place: '/etc' },
    { kind: 'git', place: 'file:///etc' },
    { kind: 'git', place: 'https://169.254.169.254/latest' },
    { kind: 'git', place: 'http://git.example.org/x' },
    { kind: 'git', place: 'https://ann:swordfish@git.example.org/x' },
    { kind: 'git', place: 'https://swordfish@git.example.org/x' },
    { kind: 'git', place: 'ssh://git:swordfish@git.example.org/x' },
    { kind: 'git', place: 'https://git.example.org\\@other.example.org/x' },
    { kind: 'git', place: 'ext::sh -c id' },
    { kind: 'markdown', place: '..' },
    { kind: 'git', place: '.' },
    { kind: 'github-issues', place: '/etc/passwd' },
    { kind: 'linear' },
  ])('are refused unless the configuration names them: $kind $place', async (source) => {
    const { status, body } = await ask<Problem>('/v1/index', { source });
    expect([status, body.code]).toEqual([403, 'index.source-not-allowed']);
    expect(JSON.stringify(body)).not.toContain('swordfish');
  });
});
