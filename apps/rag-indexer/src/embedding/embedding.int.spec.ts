import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SearchRequest } from '@skein/contracts';
import { FakeEmbeddings, until } from '@skein/testing';
import { HttpEmbedder, type HttpEmbedderOptions } from '@skein/vector-index';
import { fileOf, indexerOn, openIndexer, refOf } from '../fixtures/indexer.fixture.ts';
import type { SourceDocument } from '../indexing/source-document.ts';
import { EmbeddingWork } from './embedding-work.ts';

const log = { info: () => undefined, warn: () => undefined };

describe('a collection that is embedded', () => {
  let place: Awaited<ReturnType<typeof openIndexer>>;
  let server: FakeEmbeddings;
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    place = await openIndexer('embedding');
  });
  beforeEach(async () => {
    server = await FakeEmbeddings.listen();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await server[Symbol.asyncDispose]();
  });
  afterAll(() => place.close());

  /** As the service does when it starts, on the same tables. */
  const started = async (more: Partial<HttpEmbedderOptions> = {}) => {
    const { url, key } = server;
    const options = {
      url,
      key,
      model: 'small',
      dimension: 32,
      prefix: 'doc: ',
      queryPrefix: 'ask: ',
      firstPauseMs: 1,
      queryTimeoutMs: 20_000,
      ...more,
    };
    const indexer = indexerOn(place.database, { embedder: new HttpEmbedder(options) });
    const { setup, index, search } = indexer;
    const turn = { isMine: async () => true };
    const work = new EmbeddingWork({ embeddings: setup.embeddings, index, log, turn, database: place.database });
    await setup.embeddings?.prepare();
    await index.fill();
    work.start();
    ends.push(() => work.close());
    const find = (tenant: string, query: string, rest: object = {}) =>
      search.search(tenant, SearchRequest.parse({ query, explain: true, ...rest }));
    const dense = async (tenant: string, query = 'anything') =>
      (await find(tenant, query)).channels.find(({ channel }) => channel === 'dense');
    return { ...indexer, work, find, dense };
  };
  const put = async ({ writer }: Pick<typeof place, 'writer'>, tenant: string, documents: readonly SourceDocument[]) => {
    const run = await writer.begin(refOf(tenant));
    await run.put(documents);
    return run.finish({ whole: false });
  };
  const files = (count: number) =>
    Array.from({ length: count }, (_, n) => fileOf(`src/${n}.ts`, { [`f${n}`]: `closing ledger number ${n}` }));
  type Running = Awaited<ReturnType<typeof started>>;
  const covered = (running: Running, tenant: string, chunks: number) =>
    until(`${chunks} are embedded`, async () => (await running.dense(tenant))?.hits === chunks);

  it('is found by words meanwhile and by vectors then, and each answer says of how many', async () => {
    const held = Promise.withResolvers<void>();
    server.hold = held.promise;
    const running = await started({ queryTimeoutMs: 50 });
    await put(running, 'mean', files(3));
    const meanwhile = await running.find('mean', 'ledger');
    expect(meanwhile.hits).toHaveLength(3);
    expect(meanwhile.channels.find(({ channel }) => channel === 'dense')).toMatchObject({
      ...{ hits: 0, covers: { chunks: 0, of: 3 } },
      skipped: expect.stringContaining('no answer within 50 ms'),
    });
    held.resolve();
    server.hold = Promise.resolve();
    await until('it says so', async () => (await running.dense('mean'))?.covers?.chunks === 3);
    const { hits, channels } = await running.find('mean', 'ledger number 2');
    expect(channels.find(({ channel }) => channel === 'dense')).toEqual({
      channel: 'dense',
      ms: expect.any(Number),
      hits: 3,
      covers: { chunks: 3, of: 3 },
    });
    expect(hits[0]).toMatchObject({
      symbol: 'f2',
      channels: expect.arrayContaining([expect.objectContaining({ channel: 'dense', rank: 1 })]),
    });
  });

  it('is embedded once: the same text again, elsewhere and in a process that is started anew costs nothing', async () => {
    const first = await started();
    await put(first, 'once', files(4));
    await covered(first, 'once', 4);
    const asked = () => server.seen.filter((text) => text.startsWith('doc: ')).length;
    expect(asked()).toBe(4);
    await put(first, 'once', [
      fileOf('src/0.ts', { renamed: 'closing ledger number 0' }),
      fileOf('src/new.ts', { more: 'closing ledger number 3' }),
    ]);
    await covered(first, 'once', 5);
    await first.work.close();
    const again = await started();
    expect(await again.dense('once', 'ledger')).toMatchObject({ hits: 5, covers: { chunks: 5, of: 5 } });
    await put(again, 'once', [fileOf('src/other.ts', { other: 'something else' })]);
    await covered(again, 'once', 6);
    expect(asked()).toBe(5);
    await put(again, 'others', files(1)); // tenants share nothing, not even what would tell that a text is known
    await covered(again, 'others', 1);
    expect(asked()).toBe(6);
  });

  it('says why the dense channel did not run when the server is away, and finds by it when it is back', async () => {
    const running = await started();
    await put(running, 'away', files(2));
    await covered(running, 'away', 2);
    server.trouble = (response) => response.writeHead(503).end() && true;
    const { hits, channels } = await running.find('away', 'ledger');
    expect(hits).toHaveLength(2);
    expect(channels.find(({ channel }) => channel === 'dense')).toMatchObject({ hits: 0, skipped: expect.stringContaining('503') });
    server.trouble = (response, { input }) => input.some((text) => text.startsWith('doc: ')) && response.writeHead(401).end() && true;
    await put(running, 'away', files(3));
    await until('it says what is in the way', () => running.work.trouble?.includes('EMBEDDER_KEY'));
    server.trouble = () => false;
    await covered(running, 'away', 3);
    await until('nothing is in the way', () => running.work.trouble === undefined);
  });

  it('refuses to answer with another model until it is told to embed anew, and searches the old vectors until all new ones are there', async () => {
    const old = await started();
    await put(old, 'renew', files(5));
    await covered(old, 'renew', 5);
    await old.work.close();

    const other = await started({ model: 'large', dimension: 48 });
    await expect(other.find('renew', 'ledger')).rejects.toMatchObject({
      code: 'index.embedding-mismatch',
      message: expect.stringMatching(/code_patterns.*small \(32.*large \(48.*skein index rebuild --embed/s),
    });
    const held = Promise.withResolvers<void>();
    let asked = 0;
    server.trouble = (response, { model, input }) => {
      if (model !== 'large' || !input[0]?.startsWith('doc:')) return false;
      asked += 1;
      void held.promise.then(() => response.writeHead(503, { 'retry-after': '0' }).end());
      return true;
    };
    expect(await other.work.renew('renew')).toBe(1);
    await until('new vectors are asked for', () => asked > 0);
    await put(other, 'renew', [fileOf('src/late.ts', { late: 'a ledger that comes late' })]);
    expect(await other.dense('renew', 'ledger')).toMatchObject({ hits: 5, covers: { chunks: 5 } });
    expect((await other.setup.status('renew')).get('code_patterns')).toMatchObject({
      vectors: { model: 'small' },
      next: { model: 'large' },
    });
    server.trouble = () => false;
    held.resolve();
    const renewed = await until('it has switched', async () => {
      const status = (await other.setup.status('renew')).get('code_patterns');
      return status?.vectors?.model === 'large' && !status.next && status.vectors.embedded === 6 ? status : undefined;
    });
    expect(renewed.vectors).toEqual({ model: 'large', dimension: 48, embedded: 6, refused: 0 });
    await until('all are found', async () => (await other.dense('renew', 'ledger'))?.hits === 6);
    // What another tenant has stays as it is.
    expect((await other.setup.status('away')).get('code_patterns')).toMatchObject({ vectors: { model: 'small' } });
    expect((await other.setup.status('away')).get('code_patterns')).not.toHaveProperty('next');
    expect(await other.index.vectors.generations('code_patterns', { tenant: 'renew' })).toMatchObject([
      { active: true, dimension: 48, points: 6 },
    ]);
    const spaces = () => place.database.query('select distinct space from rag_indexer.vectors where tenant = $1', ['renew']);
    await until('vectors that nobody wants are gone', async () => (await spaces()).length === 1);
  });

  it('asks for a text that the model refuses once, and finds it by words', async () => {
    server.trouble = (response, { input }) => input.some((text) => text.includes('poison')) && response.writeHead(400).end('no') && true;
    const running = await started();
    await put(running, 'refuse', [...files(2), fileOf('src/p.ts', { bad: 'poison ledger' })]);
    await covered(running, 'refuse', 2);
    expect((await running.setup.status('refuse')).get('code_patterns')?.vectors).toMatchObject({ embedded: 2, refused: 1 });
    const { length } = server.seen;
    await put(running, 'refuse', [fileOf('src/q.ts', { bad: 'poison ledger', good: 'fine' })]);
    await covered(running, 'refuse', 3);
    expect(server.seen.slice(length).filter((text) => text.startsWith('doc: '))).toEqual(['doc: fine']);
    expect((await running.find('refuse', 'poison')).hits.length).toBeGreaterThan(0);
  });

  it('keeps tenants and projects apart, and answers what is like a chunk without asking anybody', async () => {
    const running = await started();
    await put(running, 'mine', files(3));
    await put(running, 'theirs', files(3));
    await covered(running, 'mine', 3);
    expect(await running.dense('mine', 'ledger')).toMatchObject({ hits: 3, covers: { of: 3 } });
    expect((await running.find('mine', 'ledger', { project: 'other' })).hits).toEqual([]);
    const [first] = (await running.find('mine', 'ledger number 1')).hits;
    const { requests } = server;
    const like = await running.find('mine', '', { similarTo: { collection: 'code_patterns', id: first!.id } });
    expect(like.channels.find(({ channel }) => channel === 'dense')).toMatchObject({ hits: 3 });
    expect(like.hits.map(({ symbol }) => symbol)).not.toContain('f1');
    expect(server.requests).toBe(requests);
  });
});
