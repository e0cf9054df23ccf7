import { describe, expect, it } from '@jest/globals';
import { bestFirst } from '@skein/retrieval';
import fc from 'fast-check';

const score = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 1.5),
  fc.nat(50).map((n) => 1 + n * 1e-7),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);

describe('what is sorted by its scores', () => {
  it('comes in the order that a comparison gives, whatever the scores are', () =>
    fc.assert(
      fc.property(fc.array(score, { maxLength: 200 }), fc.boolean(), (scores, far) => {
        const offset = far ? 2 ** 21 : 0;
        const byNumber = new Float32Array(offset + scores.length);
        byNumber.set(scores, offset);
        const numbers = scores.map((_, number) => offset + number);
        const sorted = [...bestFirst(numbers, numbers.length, byNumber)];
        expect(sorted.toSorted((a, b) => a - b)).toEqual(numbers);
        expect(sorted.map((number) => byNumber[number]! + 0)).toEqual(
          [...byNumber.subarray(offset)].map((one) => one + 0).sort((a, b) => b - a),
        );
      }),
      { numRuns: 100 },
    ));
});
