import { describe, expect, it } from '@jest/globals';
import { bm25, documentVector, idf, murmur3, queryVector, tokenId, vectorOf } from '@skein/retrieval';

describe('murmur3', () => {
  // published test vectors of MurmurHash3_x86_32 with seed 0
  it.each([
    ['', 0],
    ['a', 0x3c2569b2],
    ['abc', 0xb3dd93fa],
    ['test', 0xba6bd213],
    ['hello', 0x248bfa47],
    ['Hello, world!', 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('of %j is right', (text, hash) => expect(murmur3(text)).toBe(hash));

  it('reads other text as UTF-8', () => {
    expect(murmur3('ππππππππ')).toBe(3966940904); // as mmh3 for Python has it
    expect(murmur3('\ud800')).toBe(murmur3('\ufffd'));
  });
});

describe('the id of a token', () => {
  it('is the hash as a signed number, without its sign', () => {
    expect(tokenId('hello')).toBe(613153351); // the hash is positive
    expect(tokenId('abc')).toBe(0x1_0000_0000 - 0xb3dd93fa); // the hash is negative
  });
});

describe('BM25', () => {
  const one = (tokens: string[]) => vectorOf(tokens).get(tokenId('word'))!;
  const filled = (words: number, length: number) => [...Array<string>(words).fill('word'), ...Array<string>(length - words).fill('x')];

  it.each([
    // tf·2.2 / (tf + 1.2·(0.25 + 0.75·length/256)), by hand
    [1, 256, 2.2 / 2.2],
    [2, 256, 4.4 / 3.2],
    [1, 512, 2.2 / 3.1],
    [3, 64, 6.6 / 3.525],
  ])('weighs %d occurrences in %d tokens by the formula', (tf, length, weight) => expect(one(filled(tf, length))).toBeCloseTo(weight, 12));

  it('has the defaults of Qdrant', () => expect(bm25).toEqual({ k1: 1.2, b: 0.75, averageLength: 256 }));

  it('forgets length when b is 0', () => {
    const flat = { ...bm25, b: 0 };
    expect(vectorOf(filled(1, 9), flat).get(tokenId('word'))).toBe(vectorOf(filled(1, 900), flat).get(tokenId('word')));
  });

  it('makes the same vector of a text as of its tokens', () =>
    expect(documentVector('go parseUrl')).toEqual(vectorOf(['go', 'parseurl', 'parse', 'url'])));

  it('counts a word of the query once, however often it is said', () => expect([...queryVector('go go go').values()]).toEqual([1]));

  it('leaves out what says nothing, unless nothing else is said', () => {
    expect([...queryVector('the lease of it').keys()]).toEqual([tokenId('lease')]);
    expect(queryVector('to be or not to be').size).toBe(4);
  });

  it.each([
    [1000, 1, Math.log(1 + 999.5 / 1.5)],
    [2, 2, Math.log(1.2)],
    [1, 0, Math.log(4)],
  ])('weighs a token that of %d documents %d have by the formula of the idf modifier', (n, df, weight) =>
    expect(idf(n, df)).toBeCloseTo(weight, 12),
  );
});
