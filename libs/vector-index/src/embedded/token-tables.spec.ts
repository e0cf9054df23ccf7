import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SlotTokens } from './slot-tokens.ts';
import { TokenRows } from './token-rows.ts';

// Few tokens, so that they come again; many of one place, so that they push each other on.
const token = fc.oneof(
  fc.nat(40),
  fc.constantFrom(2 ** 31, 1, 2 ** 31 - 1),
  fc.nat(1_000).map((n) => n * 4_096),
);

describe('the tables of an index', () => {
  it('know the rows of tokens as a map does, also after many have gone', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), token), { maxLength: 3_000, size: 'max' }), (changes) => {
        const [rows, expected] = [new TokenRows(), new Map<number, number>()];
        for (const [row, [adds, one]] of changes.entries()) {
          if (adds) rows.set(one, row);
          else rows.delete(one);
          if (adds) expected.set(one, row);
          else expected.delete(one);
        }
        expect(rows.size).toBe(expected.size);
        for (const [, one] of changes) expect(rows.of(one)).toBe(expected.get(one) ?? -1);
      }),
      { numRuns: 30 },
    ));

  it('keep the tokens of each slot while others change, and no more space than twice what is used', () => {
    const slots = new SlotTokens();
    const tokensOf = (slot: number, round: number) => Uint32Array.from({ length: (slot + round) % 9 }, (_, n) => slot * 10 + n);
    for (let round = 0; round < 100; round++) for (let slot = 0; slot < 300; slot++) slots.put(slot, tokensOf(slot, round));
    for (let slot = 0; slot < 300; slot++) expect([...slots.of(slot)]).toEqual([...tokensOf(slot, 99)]);
    expect([...slots.of(5_000)]).toEqual([]);
    expect(slots.bytes).toBeLessThan(100_000);
  });
});
