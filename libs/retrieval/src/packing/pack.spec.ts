import { describe, expect, it } from '@jest/globals';
import { pack, tokenEstimate } from '@skein/retrieval';
import fc from 'fast-check';

const perWord = { name: 'words', count: (text: string) => text.split(/\s+/).filter(Boolean).length };
const hit = (id: string, source: string, text: string, lines?: [number, number], version?: string) => ({
  id,
  source,
  text,
  lines,
  version,
});

describe('a pack', () => {
  it('has the parts of a file together, in the order of its lines, each cited', () => {
    const { text, parts } = pack(
      [hit('1', 'a.ts', 'second', [9, 12], 'c0ffee'), hit('2', 'b.ts', 'other', [1, 1]), hit('3', 'a.ts', 'first', [3, 4], 'c0ffee')],
      100,
    );
    expect(text).toBe('[a.ts:3-4@c0ffee]\nfirst\n\n[a.ts:9-12@c0ffee]\nsecond\n\n[b.ts:1-1]\nother');
    expect(parts).toEqual([
      { id: '3', citation: 'a.ts:3-4@c0ffee' },
      { id: '1', citation: 'a.ts:9-12@c0ffee' },
      { id: '2', citation: 'b.ts:1-1' },
    ]);
  });

  it('leaves out what it has already, and says where', () => {
    const { cut } = pack(
      [hit('1', 'a', 'x y', [1, 5]), hit('2', 'a', 'y', [5, 9]), hit('3', 'b', ' x y '), hit('4', 'a', 'z', [6, 9])],
      100,
    );
    expect(cut).toEqual([
      { id: '2', reason: 'overlaps', by: '1' },
      { id: '3', reason: 'same-text', by: '1' },
    ]);
  });

  it('leaves out what does not fit, and tries what comes after', () => {
    const { parts, cut } = pack([hit('1', 'a', 'one'), hit('2', 'b', 'far too many words'), hit('3', 'c', 'two')], 4, perWord);
    expect(parts.map(({ id }) => id)).toEqual(['1', '3']);
    expect(cut).toEqual([{ id: '2', reason: 'over-budget' }]);
  });

  const hits = fc.array(
    fc.record({
      id: fc.uuid(),
      source: fc.constantFrom('a', 'b'),
      text: fc.string({ unit: 'binary', maxLength: 60 }),
      lines: fc.constant([1, 2] as const),
    }),
  );
  // a tokenizer for which the whole costs more than its parts
  const greedy = { name: 'greedy', count: (text: string) => Math.ceil(text.length ** 1.2) };
  it.each([tokenEstimate, perWord, greedy])('is never over the budget, and accounts for every hit: $name', (counter) =>
    fc.assert(
      fc.property(hits, fc.integer({ min: 0, max: 200 }), (found, budget) => {
        const packed = pack(
          found.map((one, index) => ({ ...one, lines: index % 2 ? one.lines : undefined })),
          budget,
          counter,
        );
        expect(packed.tokens).toBeLessThanOrEqual(budget);
        expect(packed.tokens).toBe(counter.count(packed.text));
        expect([...packed.parts, ...packed.cut].map(({ id }) => id).sort()).toEqual(found.map(({ id }) => id).sort());
      }),
    ),
  );

  it('estimates by bytes, so that other scripts are not cheaper than they are', () => {
    expect(tokenEstimate.count('12345')).toBe(2);
    expect(tokenEstimate.count('字字字字字')).toBe(6);
  });
});
