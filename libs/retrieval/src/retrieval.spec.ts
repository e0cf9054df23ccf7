import { describe, expect, it } from '@jest/globals';
import { documentVector, excerpt, idf, matchedTerms, murmur3, queryVector, tokenize } from '@skein/retrieval';

describe('tokens', () => {
  it.each([
    ['parseHttpURL', ['parsehttpurl', 'parse', 'http', 'url']],
    ['max_depth2', ['max_depth2', 'max', 'depth', '2']],
    ['apps/cli/main.ts', ['apps', 'cli', 'main', 'ts']],
    ['Größe über Ω', ['größe', 'über', 'ω']],
    ['ﬁne', ['fine']],
    ['工作流 engine', ['工作流', 'engine']],
    ['', []],
  ])('of %j are %j', (text, tokens) => expect(tokenize(text)).toEqual(tokens));

  it('leave out what is too long to be a word', () => expect(tokenize(`key ${'a'.repeat(65)} end`)).toEqual(['key', 'end']));
});

describe('murmur3', () => {
  // published test vectors of MurmurHash3_x86_32 with seed 0
  it.each([
    ['', 0],
    ['a', 0x3c2569b2],
    ['abc', 0xb3dd93fa],
    ['hello', 0x248bfa47],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('of %j is right', (text, hash) => expect(murmur3(text)).toBe(hash));
});

describe('BM25', () => {
  it('weighs a word that comes often higher, and less and less so', () => {
    const weight = (times: number) => documentVector('word '.repeat(times) + 'x '.repeat(256 - times)).get(murmur3('word'))!;
    expect(weight(1)).toBeCloseTo(1, 10); // at the average length one occurrence weighs (k1+1)/(1+k1)
    expect(weight(2)).toBeGreaterThan(weight(1));
    expect(weight(3) - weight(2)).toBeLessThan(weight(2) - weight(1));
  });

  it('weighs a word in a long document lower', () => {
    const short = documentVector('word').get(murmur3('word'))!;
    const long = documentVector(`word ${'x '.repeat(1000)}`).get(murmur3('word'))!;
    expect(long).toBeLessThan(short);
  });

  it('counts a word of the query once, however often it is said', () => expect([...queryVector('go go go').values()]).toEqual([1]));

  it('holds rare words for telling', () => expect(idf(1000, 1)).toBeGreaterThan(idf(1000, 900)));
});

describe('why a hit was found', () => {
  it('names the words of the query that the text has', () =>
    expect(matchedTerms('claim the lease', 'LeaseExtended by the holder')).toEqual(['the', 'lease']));

  it('shows the part of the text that has most of them', () =>
    expect(excerpt('first line\nsecond about nothing\nthe lease was lost\nlast', 'lease lost', 20)).toBe('the lease was lost'));
});
