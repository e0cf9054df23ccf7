import { describe, expect, it } from '@jest/globals';
import { mentionQuery, mentionsIn, mentionVector } from '@skein/retrieval';

describe('the mentions of a query', () => {
  it.each([
    ['why does OrderStore.append() fail?', ['OrderStore.append'], []],
    ['max_depth and parseHttpURL, XMLHttpRequest', ['max_depth', 'parseHttpURL', 'XMLHttpRequest'], []],
    ['`append` of Foo::bar, Array#map, run()', ['append', 'Foo.bar', 'Array.map', 'run'], []],
    ['see src/orders/store.ts:12, ./lib/a.js or README.md', ['README.md'], ['src/orders/store.ts:12', 'lib/a.js', 'README.md']],
    ['Fix typo in the and/or of Windows (e.g. here)', ['e.g'], []],
    ['Use TypeScript 5.2', ['TypeScript'], []],
    [`${'a.'.repeat(1_000)}b ${'(`'.repeat(100_000)}`, [], []],
  ])('%.40s are %j and %j', (text, symbols, paths) => {
    const found = mentionsIn(text);
    expect(found.symbols).toEqual(symbols);
    expect(found.paths).toEqual(paths.map((path) => path.replace(/:\d+$/, '')));
  });

  it.each([
    ['flask.app.Flask', ['flask/app/Flask', 'flask/app']],
    ['`crate::routing::get`, self::x', ['routing/get']],
    ['max_depth in README.md, e.g. a/b.ts', ['e/g']],
  ])('%s lead through %j', (text, modules) => expect(mentionsIn(text).modules).toEqual(modules));

  it('are counted for a chunk that they name', () => {
    const countOf = (text: string, chunk: { symbol?: string; path?: string }) => {
      const names = mentionVector(chunk);
      return [...mentionQuery(text).keys()].filter((token) => names.get(token) === 1).length;
    };
    const chunk = { symbol: 'shop.OrderStore.append', path: 'src/orders/store.ts' };
    expect(countOf('orderStore.append', chunk)).toBe(1);
    expect(countOf('`append` in store.ts, src/orders/store.ts and ./src/orders/', chunk)).toBe(4);
    expect(countOf('`end` in re.ts', chunk)).toBe(0);
    expect(['orders.store', 'src.orders.store.load', 'src::orders::OrderStore'].map((name) => countOf(name, chunk))).toEqual([1, 1, 1]);
    expect(['store.close', 'orders.stores', 'shop.orders'].map((name) => countOf(name, chunk))).toEqual([0, 0, 0]);
    expect(countOf('`append`', {})).toBe(0);
    expect(countOf('x/y.ts', { path: `${'a/'.repeat(2_000)}x/y.ts` })).toBe(1);
  });
});
