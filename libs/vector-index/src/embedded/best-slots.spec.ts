import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settledTies } from '../port/ties.ts';
import { bestSlots } from './best-slots.ts';

const idOf = (slot: number) => String(slot).padStart(4, '0');

// Chains of scores that are nearly equal, equal ones, and scores far apart.
const score = fc.oneof(
  fc.integer({ min: 1, max: 8 }).map((n) => n / 2),
  fc.nat(300).map((n) => 1 + n * 4e-6),
  fc.double({ min: 0.001, max: 50, noNaN: true }),
);

describe('the best slots', () => {
  it('are those of all slots sorted, with their ties settled', () =>
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 400, size: 'max' }), fc.integer({ min: 1, max: 60 }), (given, limit) => {
        const scores = Float32Array.from(given);
        const slots = Uint32Array.from(scores.keys()).reverse();
        const found = bestSlots({ slots, count: slots.length, scores }, limit, (a, b) => a < b);
        const all = Array.from(scores, (one, slot) => ({ id: idOf(slot), score: one }));
        expect(found.map((one) => ({ id: idOf(one.slot), score: one.score }))).toEqual(settledTies(all, { limit, asked: Infinity }));
      }),
      { numRuns: 300 },
    ));
});
