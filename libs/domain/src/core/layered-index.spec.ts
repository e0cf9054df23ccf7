import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addTo, emptyIndex, findIn, type LayeredIndex } from './layered-index.ts';

const filledTo = (size: number): LayeredIndex => {
  let index = emptyIndex();
  for (let at = 0; at < size; at++) index = addTo(index, `id-${at}`, at + 1);
  return index;
};

describe('an index that only grows', () => {
  it('finds what was added, whatever the ids are, and nothing else', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('constructor', 'toString', '__proto__', '7')), {
          maxLength: 200,
        }),
        (ids) => {
          let index = emptyIndex();
          ids.forEach((id, at) => {
            expect(findIn(index, id)).toBeUndefined();
            index = addTo(index, id, at + 1);
          });
          ids.forEach((id, at) => expect(findIn(index, id)).toBe(at + 1));
          expect(index.size).toBe(ids.length);
        },
      ),
    ));

  it('keeps few layers, however many entries it has', () => {
    for (const size of [1, 7, 8, 63, 64, 511, 4_095, 4_096, 20_000]) {
      const { layers } = filledTo(size);
      expect(layers.length).toBeLessThanOrEqual(28 + Math.floor(size / 4_096));
      expect(layers.reduce((sum, layer) => sum + Object.keys(layer).length, 0)).toBe(size);
    }
  });

  it('leaves the former index as it was', () => {
    const before = filledTo(4_095);
    const kept = JSON.stringify(before);
    expect(findIn(addTo(before, 'one-more', 1), 'one-more')).toBe(1);
    expect(JSON.stringify(before)).toBe(kept);
  });
});
