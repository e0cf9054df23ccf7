import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PackRequest, SearchRequest } from '@skein/contracts';
import type { Within } from '../candidates/text-candidates.ts';
import { TrigramCandidates } from '../candidates/trigram-candidates.ts';
import { contextPack } from './context-pack.ts';
import { fileOf, openIndexer, refOf } from '../fixtures/indexer.fixture.ts';

describe('a search', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  beforeAll(async () => {
    indexer = await openIndexer('search');
    const run = await indexer.writer.begin(refOf('acme'));
    const withHistory = fileOf('src/claims.ts', { head: 'import fs', claim: 'take the lease for a while' });
    const [head, ...rest] = withHistory.chunks;
    await run.put([
      { ...withHistory, chunks: [{ ...head!, history: ['Renew leases in time'] }, ...rest] },
      fileOf('src/lease.ts', { extend: 'lease lease lease', drop: 'lease' }),
      fileOf('src/other.ts', { append: 'nothing of it' }),
    ]);
    await run.finish({ whole: true });
  });
  afterAll(() => indexer.close());
  const ask = async (request: object) => (await indexer.search.search('acme', SearchRequest.parse(request))).hits;

  it('ranks files: what commits said of one meets what a chunk of it says, and that chunk is shown', async () => {
    const [first, ...others] = await ask({ query: 'renew lease', explain: true });
    expect(first).toMatchObject({ document: 'src/claims.ts', symbol: 'claim' });
    const { channels, score } = first!;
    expect(channels!.map(({ channel }) => channel).sort()).toEqual(['bm25', 'history']);
    expect(channels!.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 10);
    const elsewhere = channels!.find(({ chunk }) => chunk !== undefined)!;
    expect(elsewhere.channel).toBe('history');
    expect(others.map(({ document }) => document)).not.toContain('src/claims.ts');
  });

  it('groups by file, and says how many more there are of it', async () => {
    const hits = await ask({ query: 'lease', groupBy: 'document' });
    expect(hits.map(({ document, more }) => [document, more])).toEqual([
      ['src/lease.ts', 1],
      ['src/claims.ts', 0],
    ]);
  });

  it('finds by what is named outright, also where no word of it is in the text', async () => {
    const [first] = await ask({ query: 'where is other.ts or `append`', explain: true, limit: 1 });
    expect(first!.document).toBe('src/other.ts');
    expect(first!.channels).toContainEqual(expect.objectContaining({ channel: 'mention', rank: 1, score: 2 }));
  });

  it('holds conditions against all chunks, not only against those that rank best', async () => {
    const run = await indexer.writer.begin(refOf('many'));
    const names = Array.from({ length: 320 }, (_, n) => `many${n}`);
    const few = { symbol: 'few', title: 'few', key: 'few', path: 'docs/few.md', lang: 'Markdown', kind: 'section' };
    const text = `${'of many other things that are said here '.repeat(5)} import`;
    await run.put([
      fileOf('src/many.ts', Object.fromEntries(names.map((name) => [name, 'import import']))),
      { ...fileOf('docs/few.md', {}), chunks: [{ ...few, text }] },
    ]);
    await run.finish({ whole: true });
    const found = async (query: string, rest: object = {}) =>
      (await indexer.search.search('many', SearchRequest.parse({ query, ...rest }))).hits.map(({ document }) => document);
    for (const condition of ['lang:markdown', 'kind:section', 'path:cs/fe', '-path:src', '-lang:typescript'])
      expect([condition, await found(`import ${condition}`)]).toEqual([condition, ['docs/few.md']]);
    expect(await found('import lang:markdown -path:docs')).toEqual([]);
    expect(await found('import -repo:elsewhere', { limit: 100 })).toHaveLength(100);
  });

  it('says of what only a phrase or pattern has found that it was found by its text', async () => {
    const text = { channel: 'text', rank: 1, score: 1, share: 0 };
    const [byPattern] = await ask({ query: '/tak[e] the/', explain: true });
    expect(byPattern).toMatchObject({ document: 'src/claims.ts', score: 0, channels: [text] });
    const [byBoth] = await ask({ query: '"take the lease"', explain: true });
    expect(byBoth!.channels!.map(({ channel }) => channel)).toEqual(['bm25', 'text']);
    expect((await ask({ query: 'lease -nowhere', explain: true })).flatMap(({ channels }) => channels)).not.toContainEqual(text);
  });

  it('looks in files and folders, however they are spelled, in one or in several', async () => {
    const found = async (path: string | string[], query = 'lease') =>
      new Set((await ask({ query, filter: { path } })).map(({ document }) => document));
    const [claims, lease] = ['src/claims.ts', 'src/lease.ts'];
    for (const path of ['src', './src/', '/src', ['lib', 'src'], [claims, lease]])
      expect(await found(path)).toEqual(new Set([claims, lease]));
    expect(await found([lease, 'src/lease'])).toEqual(new Set([lease]));
    expect(await found(['src', 'lib'], 'lease path:claims')).toEqual(new Set([claims]));
    expect(await found([lease, 'lib'], '"take the lease"')).toEqual(new Set());
    expect(await found([claims, 'lib'], '"take the lease"')).toEqual(new Set([claims]));
    expect(await found([])).toEqual(new Set());
  });

  it('looks for patterns only among what the project, the filter and the conditions leave', async () => {
    const names = Array.from({ length: 500 }, (_, n) => `crowd${n}`);
    const crowd = await indexer.writer.begin(refOf('crowded'));
    await crowd.put([fileOf('src/crowd.ts', Object.fromEntries(names.map((name) => [name, `the xq${name}zx value`])))]);
    await crowd.put([fileOf('lib/lone.ts', { lone: 'the xqlonezx value' })]);
    await crowd.finish({ whole: true });
    const other = await indexer.writer.begin(refOf('crowded', { project: 'other', source: 'acme/other' }));
    await other.put([fileOf('src/else.ts', { elsewhere: 'the xqelsezx value' })]);
    await other.finish({ whole: true });
    const found = async (query: string, rest: object = {}) => {
      const { hits, channels } = await indexer.search.search('crowded', SearchRequest.parse({ query, ...rest }));
      return [hits.map(({ document }) => document), channels.find(({ channel }) => channel === 'text')!.partial];
    };
    expect(await found('/xq\\w+zx/', { project: 'other' })).toEqual([['src/else.ts'], false]);
    expect(await found('/xq\\w+zx/', { filter: { path: 'lib' } })).toEqual([['lib/lone.ts'], false]);
    expect(await found('/xq\\w+zx/ -path:src')).toEqual([['lib/lone.ts'], false]);
    const inTables = new TrigramCandidates(indexer.database);
    const idsOf = async (within: Within) =>
      (await inTables.find({ tenant: 'crowded', collection: 'code_patterns' }, ['xq'], { preferred: [], limit: 400, within })).ids.length;
    expect([await idsOf({ project: 'other' }), await idsOf({ fitsPayload: ({ path }) => path === 'lib/lone.ts' })]).toEqual([1, 1]);
  });

  it('packs what it finds for an agent: cited, in the order of lines, never over the budget, and says what it left out', async () => {
    const packed = (request: object) => contextPack(indexer.search, 'acme', PackRequest.parse(request));
    const whole = await packed({ query: 'lease', tokens: 1_000 });
    expect(whole.parts.map(({ citation }) => citation)).toEqual([
      'acme/shop/src/lease.ts@2026-01-02',
      'acme/shop/src/lease.ts@2026-01-02',
      'acme/shop/src/claims.ts@2026-01-02',
    ]);
    expect(whole.text).toContain('[acme/shop/src/claims.ts@2026-01-02]\ntake the lease for a while');
    const small = await packed({ query: 'lease', tokens: 50 });
    expect(small.tokens).toBeLessThanOrEqual(50);
    expect(small.parts.length + small.cut.length).toBe(3);
    expect(small.cut[0]).toMatchObject({ reason: 'over-budget', citation: expect.stringContaining('@2026-01-02') });
    await expect(packed({ query: '-lease' })).rejects.toMatchObject({ code: 'search.query-invalid' });
  });
});
