import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IndexRequest, SearchRequest } from '@skein/contracts';
import { fileOf, openIndexer, refOf } from '../fixtures/indexer.fixture.ts';

describe('a search', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  beforeAll(async () => {
    indexer = await openIndexer('search_bad_input');
    const run = await indexer.writer.begin(refOf('acme'));
    await run.put([fileOf('src/a.ts', { load: `${'a'.repeat(4_000)}! the ledger`, save: 'const total = sum(ledger); // 工作流' })]);
    await run.finish({ whole: true });
  });
  afterAll(() => indexer.close());
  const ask = (request: object) => indexer.search.search('acme', SearchRequest.parse(request));

  it.each([
    ['an empty query', { query: '' }],
    ['white space', { query: ' \n\t ' }],
    ['only what should not be there', { query: '-ledger' }],
    ['an open quote', { query: '"ledger' }],
    ['a broken pattern', { query: '/led(ger/' }],
    ['a look-behind that RE2 does not have', { query: '/(?<!x)(a)\\1/' }],
    ['a pattern that would be huge', { query: '/(((a{1,100}){1,100}){1,100})/' }],
    ['nine hundred of something', { query: '/(\\w{900}x){2}/' }],
  ])('refuses %s', async (_, request) => {
    await expect(ask(request)).rejects.toMatchObject({ code: 'search.query-invalid' });
  });

  it.each([
    ['a megabyte', { query: 'x '.repeat(500_000) }],
    ['a field that there is not', { query: 'x', tenant: 'globex' }],
    ['no collection', { query: 'x', collections: [] }],
    ['an endless limit', { query: 'x', limit: 1e9 }],
    ['an id that is none', { similarTo: { collection: 'code_patterns', id: '../x' } }],
    ['a range of words', { query: 'x', filter: { updatedAt: { gte: 'yesterday' } } }],
    ['a position that is none', { query: 'x', minPosition: 'garbage' }],
    ['a nested filter', { query: 'x', filter: { lang: { or: ['a'] } } }],
  ])('is no request with %s', (_, request) => expect(SearchRequest.safeParse(request).success).toBe(false));

  it.each(['name', 'place', 'ref', 'project'])('is asked for nothing of a source whose %s has U+0000', (key) => {
    const request = (value: string) => ({
      source: { kind: 'git', place: '/srv/shop', ...(key === 'project' ? {} : { [key]: value }) },
      ...(key === 'project' ? { project: value } : {}),
    });
    expect(IndexRequest.safeParse(request('shop')).success).toBe(true);
    expect(IndexRequest.safeParse(request('sh\0op')).success).toBe(false);
  });

  it.each([
    ['a key that is not known', { colour: 'red' }],
    ['a range of a keyword', { lang: { gte: 1 } }],
    ['a key of the language', { constructor: 'x' }],
    ['a time that is none', { updatedAt: 'lately' }],
    ['a number that is none', { priority: ['1', 'urgent'] }],
    ['a folder without a name', { path: './' }],
    ['a list with such a folder', { path: ['src', ''] }],
  ])('refuses a filter by %s', async (_, filter) => {
    await expect(ask({ query: 'x', filter })).rejects.toMatchObject({ code: 'search.filter-invalid' });
  });

  it.each(['/(a+)+$/', '/(a|a)*b/', '/(a|aa)+!b/', '/^(([a-z])+.)+[A-Z]([a-z])+$/'])('answers the hostile pattern %s', async (query) => {
    const { channels } = await ask({ query });
    expect(channels.map(({ channel }) => channel)).toContain('text');
  });

  it('says whether all was looked at that may have a word that must not be there', async () => {
    const told = async (query: string) => (await ask({ query })).channels.find(({ channel }) => channel === 'text');
    expect(await told('ledger -total')).toMatchObject({ hits: 1, partial: false });
    expect(await told('ledger')).toBeUndefined();
  });

  it('finds phrases and patterns also while the index is made anew', async () => {
    const filling = indexer.index.fill();
    const { hits } = await ask({ query: '"total = sum"' });
    await filling;
    expect(hits.map(({ title }) => title)).toEqual(['save']);
    expect((await ask({ query: '/total = s/' })).hits).toHaveLength(1);
  });

  it('finds phrases and patterns whatever their letters and white space', async () => {
    const titles = async (query: string) => (await ask({ query })).hits.map(({ title }) => title);
    expect(await titles('"CONST   total"')).toEqual(['save']);
    expect(await titles('/SUM\\(led/i')).toEqual(['save']);
    expect(await titles('/sum\\(x/')).toEqual([]);
    expect(await titles('ledger -total')).toEqual(['load']);
    expect(await titles('"工作流"')).toEqual(['save']);
    expect(await titles('/(sum|nothing)\\(l?edger/')).toEqual(['save']);
    expect(await titles('/to?tal|zzz/')).toEqual(['save']);
  });
});
