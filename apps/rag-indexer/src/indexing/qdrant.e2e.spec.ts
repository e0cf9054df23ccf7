import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IndexRebuild, IndexStarted, IndexStatus, Problem, RebuildStarted, SearchResponse } from '@skein/contracts';
import { FakeEmbeddings, runSystem, until, type RunningSystem } from '@skein/testing';
import { TcpProxy } from '@skein/testing/faults';
import { join } from 'node:path';
import { AppModule } from '../app.module.ts';
import { QdrantServer } from '../fixtures/qdrant-server.fixture.ts';
import { TestRepository } from '../fixtures/repository.fixture.ts';

const server = process.env['QDRANT_URL'];
/** With it one test more runs, on a server that it can kill. */
const binary = process.env['QDRANT_BIN'];

if (server === undefined) {
  describe('a rag-indexer on Qdrant', () => it.skip('keeps its index there, shown where QDRANT_URL names a server', () => undefined));
} else {
  describe('a rag-indexer on Qdrant', () => {
    let system: RunningSystem;
    let repository: TestRepository;
    let embedder: FakeEmbeddings;
    let proxy: TcpProxy;
    let key: string;
    const apps: Record<string, Awaited<ReturnType<RunningSystem['start']>>> = {};
    const settings = () => ({
      ...{ INDEX_ROOTS: repository.folder, INDEX_DATA: `${repository.folder}/.git/skein` },
      ...{ EMBEDDER_URL: embedder.url, EMBEDDER_KEY: embedder.key, EMBEDDER_MODEL: 'small', EMBEDDER_DIMENSION: '32' },
    });
    const onQdrant = () => ({ ...settings(), QDRANT_URL: proxy.through(server) });
    const start = async (name: string, more: Record<string, string>) => (apps[name] = await system.start(name, AppModule, more));
    beforeAll(async () => {
      embedder = await FakeEmbeddings.listen();
      repository = await TestRepository.make();
      proxy = await TcpProxy.inFrontOf(new URL(server).host);
      system = await runSystem(import.meta.url);
      key = await system.key();
      await start('one', onQdrant());
    }, 120_000);
    afterAll(async () => {
      await system.stop();
      proxy.close();
      await repository[Symbol.asyncDispose]();
      await embedder[Symbol.asyncDispose]();
      for (const name of await collectionsOf(server, system.prefix)) await fetch(`${server}/collections/${name}`, { method: 'DELETE' });
    }, 60_000);

    const ask = async <T>(path: string, body?: object, of = 'one') => {
      const headers = { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) };
      const response = await fetch(`${apps[of]!.url}${path}`, {
        method: body ? 'POST' : 'GET',
        headers,
        body: body && JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as T };
    };
    const search = async (query: string, of?: string) =>
      (await ask<SearchResponse>('/v1/search', { query, limit: 50, collections: ['code_patterns'], explain: true }, of)).body;
    const found = async (query: string, of?: string) => (await search(query, of)).hits.map(({ symbol }) => symbol!).sort();
    const indexAll = (of?: string) => indexSource(of, { kind: 'git', place: repository.folder });
    const indexSource = async (of: string | undefined, source: object) => {
      const { body } = await ask<IndexStarted>('/v1/index', { source }, of);
      return until('the run has ended', async () => {
        const { runs } = (await ask<IndexStatus>('/v1/index', undefined, of)).body;
        return runs?.find(({ id, state }) => id === body.runs[0]!.id && state !== 'running');
      });
    };
    const rebuilt = async (request: object) => {
      const { body } = await ask<RebuildStarted>('/v1/index/rebuild', request);
      return until('the index is made anew', async () => {
        const now = (await ask<IndexRebuild>(`/v1/index/rebuild/${body.id}`)).body;
        return now.state !== 'running' && now;
      });
    };
    const write = (name: string) =>
      repository.write({ [`src/${name}.ts`]: `export function ${name}() {\n  return "ledger ${name}";\n}\n` });
    const names = (count: number) => Array.from({ length: count }, (_, n) => `entry${String(n).padStart(2, '0')}`);
    const all = names(30);
    const dense = async () => (await search('ledger')).channels.find(({ channel }) => channel === 'dense');

    it('indexes, embeds and finds by words and by vectors', async () => {
      for (const name of all) write(name);
      repository.commit('Begin');
      expect(await indexAll()).toMatchObject({ state: 'finished', counts: { chunks: { written: 30 } } });
      await until('all are embedded', async () => (await dense())?.hits === 30);
      expect(await found('ledger')).toEqual(all);
      expect((await search('entry07')).hits[0]).toMatchObject({ symbol: 'entry07' });
      expect((await ask<IndexStatus>('/v1/index')).body).toMatchObject({ adapter: 'qdrant' });
      expect((await ask<Problem>('/v1/index/rebuild', { to: 'embedded' })).body.code).toBe('request.invalid');
    });

    it('is made anew while it is searched and written to by another rag-indexer, which misses and loses nothing', async () => {
      await start('two', onQdrant());
      let asked = 0;
      let over = false;
      const searching = (async () => {
        while (!over) {
          expect(await found('ledger')).toEqual(expect.arrayContaining(all));
          asked += 1;
        }
      })();
      const writing = (async () => {
        for (const name of ['late0', 'late1', 'late2']) {
          write(name);
          repository.commit(`Add ${name}`);
          await indexAll('two');
        }
      })();
      for (let n = 0; n < (process.env.SKEIN_PROOF ? 10 : 3); n++)
        expect(await rebuilt({ to: 'qdrant' })).toMatchObject({ state: 'finished' });
      await writing;
      over = true;
      await searching;
      expect(asked).toBeGreaterThan(3);
      expect(await found('ledger')).toEqual([...all, 'late0', 'late1', 'late2']);
      await until('all are embedded', async () => (await dense())?.hits === 33);
      expect(await collectionsOf(server, system.prefix)).toHaveLength(1); // the old ones are gone
    }, 120_000);

    it('is written to for the first time by two at once', async () => {
      const documents = ['left', 'right'].map((side) => ({ side, files: names(20).map((name) => `${side}/${name}.md`) }));
      for (const { side, files } of documents)
        for (const file of files) repository.write({ [file]: `# Ledger of the ${side}\n\nIt is closed once a month.\n` });
      const ends = await Promise.all(
        ['one', 'two'].map((of, n) => indexSource(of, { kind: 'markdown', place: join(repository.folder, documents[n]!.side) })),
      );
      expect(ends).toMatchObject([{ state: 'finished' }, { state: 'finished' }]);
      const request = { query: 'ledger', limit: 100, collections: ['feature_specs'], groupBy: 'document' };
      expect((await ask<SearchResponse>('/v1/search', request)).body.hits).toHaveLength(40);
      for (const { files } of documents) for (const file of files) repository.write({ [file]: undefined });
    });

    it('takes another model beside the one that is searched', async () => {
      for (const name of ['one', 'two']) await apps[name]!.stop();
      await start('one', { ...onQdrant(), EMBEDDER_MODEL: 'large', EMBEDDER_DIMENSION: '48' });
      expect(await ask<Problem>('/v1/search', { query: 'ledger' })).toMatchObject({
        status: 503,
        body: { code: 'index.embedding-mismatch' },
      });
      expect(await rebuilt({ embed: true })).toMatchObject({ embedding: 2 });
      await until('new vectors are searched', async () => {
        const { collections } = (await ask<IndexStatus>('/v1/index')).body;
        return collections.find(({ collection }) => collection === 'code_patterns')?.vectors?.model === 'large';
      });
      await until('all are found', async () => (await dense())?.hits === 33);
      await apps['one']!.stop();
      await start('one', onQdrant());
      await rebuilt({ embed: true });
      await until(
        'the old model is searched again',
        async () => (await ask('/v1/search', { query: 'ledger' })).status === 200 && (await dense())?.hits === 33,
      );
    }, 120_000);

    it('says that the server is away, and has what was written meanwhile when it is back', async () => {
      proxy.refuse();
      proxy.cut();
      expect(await ask<Problem>('/v1/search', { query: 'ledger' })).toMatchObject({
        status: 503,
        body: { code: 'service.unavailable', retriable: true },
      });
      write('meanwhile');
      repository.commit('Write while the server is away');
      const { body } = await ask<IndexStarted>('/v1/index', { source: { kind: 'git', place: repository.folder } });
      const run = await until('the run has failed', async () => {
        const [row] = await system.database.query<{ state: string; error: string }>(
          'select state, error from rag_indexer.runs where id = $1',
          [body.runs[0]!.id],
        );
        return row?.state !== 'running' && row;
      });
      expect(run).toMatchObject({ state: 'failed', error: expect.stringContaining('Qdrant does not answer') });
      expect(run.error).not.toContain(new URL(server).host);
      await proxy.accept();
      await until('it is found', async () => (await found('ledger').catch((): string[] => [])).includes('meanwhile'));
      await until('nothing is waited for', async () => (await system.database.query('select from rag_indexer.index_changes')).length === 0);
      expect(await indexAll()).toMatchObject({ state: 'finished' });
    }, 120_000);

    it('answers the same from memory, and has on its return what was written there', async () => {
      const shown = async () =>
        (await search('ledger entry07 late')).hits.map(({ id, score }) => ({ id, score: Number(score.toFixed(4)) }));
      await until('all are embedded', async () => (await dense())?.hits === 34);
      await rebuilt({ to: 'qdrant' });
      const before = await shown();
      await apps['one']!.stop();
      await start('one', settings());
      await until('all are embedded', async () => (await dense())?.hits === 34);
      expect(await shown()).toEqual(before);
      write('inmemory');
      repository.commit('Write in memory');
      await indexAll();
      await apps['one']!.stop();
      await start('one', onQdrant());
      expect(await found('ledger')).toEqual([...all, 'inmemory', 'late0', 'late1', 'late2', 'meanwhile']);
    }, 120_000);

    it('is filled anew when the server has lost it', async () => {
      await apps['one']!.stop();
      for (const name of await collectionsOf(server, system.prefix)) await fetch(`${server}/collections/${name}`, { method: 'DELETE' });
      await start('one', onQdrant());
      expect(await found('ledger')).toHaveLength(35);
    }, 120_000);

    it('has nothing of a source that is removed', async () => {
      const place = encodeURIComponent(repository.folder);
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${apps['one']!.url}/v1/index/sources?source=${place}`, { method: 'DELETE', headers });
      expect(response.status).toBe(202);
      const { collections } = await until('it is gone', async () => {
        const { body } = await ask<IndexStatus>('/v1/index');
        return body.runs.every(({ source }) => source !== repository.folder) && body;
      });
      expect(collections).toContainEqual(expect.objectContaining({ collection: 'code_patterns', chunks: 0 }));
      expect(await found('ledger')).toEqual([]);
    }, 120_000);

    if (binary !== undefined)
      it('loses nothing when the server is killed in the middle of a run, and is started again', async () => {
        await using own = await QdrantServer.start(binary);
        await apps['one']!.stop();
        await start('one', { ...settings(), QDRANT_URL: own.url });
        const many = Array.from({ length: 400 }, (_, n) => `many${n}`);
        for (const name of many) write(name);
        repository.commit('Add many');
        const { body } = await ask<IndexStarted>('/v1/index', { source: { kind: 'git', place: repository.folder } });
        const ofRun = async () =>
          (
            await system.database.query<{ state: string; written: number }>(
              `select state, (counts #>> '{chunks,written}')::int as written from rag_indexer.runs where id = $1`,
              [body.runs[0]!.id],
            )
          )[0]!;
        await until('some are written', async () => (await ofRun()).written > 0);
        await own.kill();
        await until('the run has failed', async () => (await ofRun()).state === 'failed');
        await own.start();
        await until('the index has what was committed', async () => {
          const [waiting] = await system.database.query('select from rag_indexer.index_changes');
          return !waiting;
        });
        expect(await indexAll()).toMatchObject({ state: 'finished' });
        const { collections } = (await ask<IndexStatus>('/v1/index')).body;
        expect(collections.find(({ collection }) => collection === 'code_patterns')?.chunks).toBe(435);
        expect(await found('ledger many399')).toContain('many399');
        await apps['one']!.stop();
      }, 180_000);
  });
}

async function collectionsOf(server: string, prefix: string): Promise<string[]> {
  const { result } = (await (await fetch(`${server}/collections`)).json()) as { result: { collections: { name: string }[] } };
  return result.collections.map(({ name }) => name).filter((name) => name.startsWith(prefix));
}
