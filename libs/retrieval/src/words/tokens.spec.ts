import { describe, expect, it } from '@jest/globals';
import { tokenize } from '@skein/retrieval';
import fc from 'fast-check';

describe('tokens', () => {
  it.each([
    ['parseHttpURL', ['parsehttpurl', 'parse', 'http', 'url']],
    ['max_depth2', ['maxdepth2', 'max', 'depth', '2']],
    ['__init__', ['init']],
    ['XMLHttpRequest2', ['xmlhttprequest2', 'xml', 'http', 'request', '2']],
    ['apps/cli/main.ts', ['apps', 'cli', 'main', 'ts']],
    ['read-file', ['read', 'file']],
    ['node v24.1.0, and 10.0.0.1.', ['node', 'v24', 'v', '24', '1', '0', 'and', '10', '0', '0', '1', '24.1.0', '10.0.0.1']],
    ['Größe über Ω', ['große', 'uber', 'ω']],
    ['naïve CAFÉ', ['naive', 'cafe']],
    ['ﬁne Ⅷ', ['fine', 'viii']],
    ['工作流 engine', ['工作', '作流', 'engine']],
    ['型TypeScript', ['型', 'typescript', 'type', 'script']],
    ['データベース', ['デー', 'ータ', 'タベ', 'ベー', 'ース']],
    ['데이터', ['데이', '이터']],
    ['हिन्दी', ['हिन्दी']],
    ['👍 _ …', []],
    ['', []],
  ])('of %j are %j', (text, tokens) => expect(tokenize(text)).toEqual(tokens));

  it('meet in one token, however an identifier is written', () => {
    for (const written of ['maxDepth', 'MaxDepth', 'max_depth', 'MAX_DEPTH']) expect(tokenize(written)[0]).toBe('maxdepth');
  });

  it('leave out what is too long to be a word', () => expect(tokenize(`key ${'a'.repeat(65)} end`)).toEqual(['key', 'end']));

  it('are the same for text that is composed and decomposed', () =>
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(tokenize(text.normalize('NFD'))).toEqual(tokenize(text)))));

  it('come from any text, well-formed or not, and are no longer than it', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const tokens = tokenize(`${text}\ud800`);
        const units = text.normalize('NFKD').length;
        expect(tokens.join('').length).toBeLessThanOrEqual(4 * units);
        expect(tokens).not.toContain('');
      }),
    ));

  it.each([
    ['a word of a megabyte', 'a'.repeat(2 ** 20), 0],
    ['a megabyte of digits and dots', '1.'.repeat(2 ** 19), 2 ** 19],
    ['digits that nearly are a version', `1.${'1'.repeat(2 ** 20)}x`, 1],
    ['a megabyte of signs without spaces', '字'.repeat(2 ** 20), 2 ** 20 - 1],
    ['a megabyte of accents', `e${'\u0301'.repeat(2 ** 20)}`, 1],
    ['a megabyte of lone surrogates', '\ud800'.repeat(2 ** 20), 0],
    ['underscores', '_'.repeat(2 ** 20), 0],
  ])('take time that grows with the text alone: %s', (_what, text, count) => expect(tokenize(text)).toHaveLength(count));
});
