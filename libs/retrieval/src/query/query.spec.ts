import { describe, expect, it } from '@jest/globals';
import { SkeinError } from '@skein/contracts';
import { fitsPath, fitsQuery, hasText, parseQuery, queryLimits } from '@skein/retrieval';
import fc from 'fast-check';

const nothing = { text: '', words: [], phrases: [], patterns: [], conditions: [], without: { texts: [], conditions: [] } };
const asked = (text: string) => ({ ...nothing, text, words: text.split(' ') });

describe('a query', () => {
  it('of words is those words', () => expect(parseQuery('  lease\tlost ')).toEqual(asked('lease lost')));

  it('keeps quoted words together, and ranks by them too', () =>
    expect(parseQuery('claim "lease  was lost"')).toEqual({
      ...nothing,
      text: 'claim lease  was lost',
      words: ['claim'],
      phrases: ['lease  was lost'],
    }));

  it('has conditions, under the names that people try', () =>
    expect(parseQuery('append LANG:Go file:"my docs/" kind:method language:rust repo:shop').conditions).toEqual([
      { key: 'lang', value: 'Go' },
      { key: 'path', value: 'my docs/' },
      { key: 'kind', value: 'method' },
      { key: 'lang', value: 'rust' },
      { key: 'repo', value: 'shop' },
    ]));

  it('leaves out what has a minus', () =>
    expect(parseQuery('lease -test -"not this" -path:vendor').without).toEqual({
      texts: ['test', 'not this'],
      conditions: [{ key: 'path', value: 'vendor' }],
    }));

  it('takes a pattern between slashes, spaces and escaped slashes included', () =>
    expect(parseQuery('/a (b|c)\\/d/ /X/i').patterns).toEqual([
      { source: 'a (b|c)\\/d', ignoreCase: false },
      { source: 'X', ignoreCase: true },
    ]));

  it.each(['std::vector', 'https://example.org/a', '/usr/lib', 'src/a.ts', 'a-b', '--flag', '-', 'foo:bar', 'path::join', "don't"])(
    'takes %s for a word',
    (word) => expect(parseQuery(word)).toEqual(asked(word)),
  );

  const refusal = (query: string) => {
    try {
      return parseQuery(query);
    } catch (error) {
      if (!(error instanceof SkeinError)) throw error;
      return { code: error.code, at: error.facts.at, message: error.message };
    }
  };
  it.each([
    ['', 0, 'it is empty'],
    [' \n ', 0, 'it is empty'],
    ['""', 0, 'it is empty'],
    ['-test', 0, 'only says what should be left out'],
    ['lang:go', 0, 'where to look'],
    ['find "the rest', 5, 'a quote is opened and not closed'],
    ['find lang: go', 5, '"lang:" has no value'],
    ['a -/b/', 2, 'a pattern cannot be excluded'],
    [`/${'a'.repeat(501)}/`, 0, 'a pattern has more than 500 characters'],
    ['/a/ /b/ /c/ /d/ /e/ /f/', 20, '6 patterns, and at most 5'],
    ['word '.repeat(2 ** 18), queryLimits.length, '1310720 characters, and 10000 are read'],
  ])('is refused, with the place: %.20s', (query, at, why) =>
    expect(refusal(query)).toEqual({ code: 'search.query-invalid', at, message: expect.stringContaining(why) }),
  );

  it('is read or refused, whatever it is', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('"', '/', '-', ':', 'path', 'lang:', ' ', 'a', '\\', 'i', '\ud800', '\n')), (signs) => {
        const found = refusal(signs.join(''));
        expect('code' in found ? found.code : typeof found.text).toMatch(/^(search.query-invalid|string)$/);
      }),
    ));
});

describe('a hit', () => {
  const hit = {
    text: 'this.log.push(order);\n  the lease was lost',
    path: 'src/Orders/store.ts',
    lang: 'typescript',
    symbol: 'shop.Store.put',
  };
  it.each([
    ['"lease was lost"', true],
    ['"LEASE was   lost"', true],
    ['"lost lease"', false],
    ['"log.push"', true],
    ['put -lease', false],
    ['put -las', true],
    ['put path:orders', true],
    ['put path:src/*.ts', false],
    ['put path:src/**/*.ts', true],
    ['put -path:*.spec.ts lang:TypeScript', true],
    ['put lang:go', false],
    ['put lang:go lang:typescript', true],
    ['put lang:typescript path:nowhere', false],
    ['symbol:store.put', true],
    ['symbol:tore.put', false],
    ['put kind:class', false],
    ['put -kind:class', true],
  ])('fits %s: %s', (query, fits) => expect(fitsQuery(parseQuery(query), hit)).toBe(fits));

  it('has a word only where the word stands alone', () => {
    expect(hasText('concatenate', 'cat')).toBe(false);
    expect(hasText('concatenate cat', 'cat')).toBe(true);
    expect(hasText('if  (a.b) {\n\t[c]', '(A.b) { [c]')).toBe(true);
    expect(hasText('if (axb) { [c]', '(a.b) { [c]')).toBe(false);
  });
});

describe('a pattern of paths', () => {
  it.each([
    ['**/*.ts', 'a/b/c.ts', true],
    ['**/*.ts', 'c.ts', true],
    ['*.ts', 'a/c.ts', false],
    ['src/**', 'src/a/b', true],
    ['src/?.ts', 'src/a.ts', true],
    ['src/?.ts', 'src//.ts', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'aXbY', false],
  ])('%s and %s: %s', (pattern, path, fits) => expect(fitsPath(pattern, path)).toBe(fits));

  it('takes no longer for hostile ones than pattern times path', () =>
    expect(fitsPath(`${'*a'.repeat(250)}b`, 'a'.repeat(4096))).toBe(false));
});
