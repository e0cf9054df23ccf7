import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Collection, PackRequest, SearchRequest, SkeinError } from '@skein/contracts';
import { until } from '@skein/testing';
import { EmbeddingWork } from '../embedding/embedding-work.ts';
import { hashEmbedder } from '../fixtures/hash-embedder.fixture.ts';
import { fileOf, openIndexer, refOf } from '../fixtures/indexer.fixture.ts';
import { contextPack } from './context-pack.ts';

const ATTEMPTS = process.env['SKEIN_PROOF'] ? 10_000 : 300;
const words = ['ledger', 'secret', 'load', 'save', 'total', '"the secret ledger"', '/secret\\w*/', 'symbol:load', 'path:src'];

/** The same attempts each time (Park and Miller's generator). */
function attempts(seed: number): <T>(of: readonly T[]) => T {
  let state = seed;
  return (of) => {
    state = (state * 48_271) % 2_147_483_647;
    return of[state % of.length]!;
  };
}

describe('searches of one tenant', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  let work: EmbeddingWork;
  const foreign: string[] = [];
  const own: string[] = [];
  beforeAll(async () => {
    indexer = await openIndexer('search_isolation', hashEmbedder);
    const { index, setup, database } = indexer;
    const log = { info: () => undefined, warn: () => undefined };
    work = new EmbeddingWork({ embeddings: setup.embeddings, index, database, log, turn: { isMine: async () => true } });
    work.start();
    for (const tenant of ['acme', 'globex']) {
      for (const project of ['one', 'two']) {
        const run = await indexer.writer.begin(refOf(tenant, { project, source: `${tenant}/${project}` }));
        const files = Array.from({ length: 10 }, (_, n) =>
          fileOf(`src/${n}.ts`, { load: `the secret ledger ${n} of ${tenant}`, save: 'save the total' }),
        );
        await run.put(files);
        await run.finish({ whole: true });
      }
      const { points } = await indexer.index.vectors.collection('code_patterns', { tenant }).scroll({ limit: 100 });
      (tenant === 'acme' ? own : foreign).push(...points.map(({ id }) => id));
      const dense = async () =>
        (await indexer.search.search(tenant, SearchRequest.parse({ query: 'ledger' }))).channels.find(({ channel }) => channel === 'dense');
      await until('all are embedded', async () => (await dense())?.hits === points.length);
    }
  });
  afterAll(async () => {
    await work.close();
    await indexer.close();
  });

  it('show nothing of another, whatever filter, id, project or likeness is asked for', async () => {
    const pick = attempts(99);
    const filters = [
      undefined,
      ...[
        { tenant: 'globex' },
        { tenant: ['acme', 'globex'] },
        { project: 'one' },
        { source: 'globex/one' },
        { source: ['acme/one', 'globex/two'] },
      ],
      ...[
        { path: 'src' },
        { symbol: 'load' },
        { updatedAt: { gte: 0 } },
        { __proto__: 'globex' },
        { 'payload.tenant': 'globex' },
        { lang: 'typescript' },
      ],
    ];
    const refused = new Set<string>();
    let [found, byDense] = [0, 0];
    for (let n = 0; n < ATTEMPTS; n++) {
      const similarTo = pick([undefined, undefined, { collection: pick(Collection.options), id: pick([...foreign, ...own]) }]);
      const request = {
        ...{ query: pick([...words, '']), limit: pick([1, 10, 100]), project: pick([undefined, undefined, 'one', 'two', 'globex']) },
        ...{ filter: pick(filters), similarTo, groupBy: pick([undefined, 'document']), explain: true },
      };
      try {
        if (n % (ATTEMPTS / 100) === 0 || process.env['SKEIN_PROOF']) {
          const { query, project, filter, similarTo: like } = request;
          const packed = await contextPack(
            indexer.search,
            'acme',
            PackRequest.parse({ query, project, filter, similarTo: like, tokens: 1_000 }),
          );
          expect([packed.text.includes('globex'), ...[...packed.parts, ...packed.cut].map(({ id }) => own.includes(id))]).toEqual([
            false,
            ...Array.from({ length: packed.parts.length + packed.cut.length }, () => true),
          ]);
        }
        const { hits } = await indexer.search.search('acme', SearchRequest.parse(request));
        found += hits.length;
        for (const { id, text, source, project, channels = [] } of hits) {
          for (const { chunk = id } of channels) expect(own).toContain(chunk);
          byDense += channels.some(({ channel }) => channel === 'dense') ? 1 : 0;
          expect([own.includes(id), foreign.includes(id), text.includes('globex'), source.startsWith('acme/')]).toEqual([
            true,
            false,
            false,
            true,
          ]);
          if (request.project !== undefined) expect(project).toBe(request.project);
        }
      } catch (error) {
        if (!(error instanceof SkeinError)) throw error;
        refused.add(error.code);
      }
    }
    expect(found).toBeGreaterThan(ATTEMPTS);
    expect(byDense).toBeGreaterThan(ATTEMPTS);
    expect([...refused].sort()).toEqual(['search.filter-invalid', 'search.query-invalid', 'search.unknown-hit']);
  });

  it('refuse the id of another tenant in the words of an id that nobody has', async () => {
    const askFor = (id: string) => indexer.search.search('acme', SearchRequest.parse({ similarTo: { collection: 'code_patterns', id } }));
    const nobody = '00000000-0000-4000-8000-000000000000';
    const said = await Promise.all([foreign[0]!, nobody].map((id) => askFor(id).catch((error: Error) => error.message.replace(id, '…'))));
    expect(said[0]).toBe(said[1]);
  });
});
