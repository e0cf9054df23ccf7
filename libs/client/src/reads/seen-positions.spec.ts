import { describe, expect, it } from '@jest/globals';
import { SeenPositions } from './seen-positions.ts';

const token = (seq: number) => `workflow:0:${seq}`;

describe('positions that a client has seen', () => {
  it('are those of the newest read or write of a stream, in whatever order they come', () => {
    const seen = new SeenPositions();
    for (const seq of [5, 7, 6]) seen.note('w1', token(seq));
    expect(seen.ofStream('workflow', 'w1')).toBe(token(7));
    expect([seen.ofStream('workflow', 'w2'), seen.ofStream('memory', 'w1')]).toEqual([undefined, undefined]);
  });

  it('stand for a listing when they were written', () => {
    const seen = new SeenPositions();
    seen.note('w1', token(7));
    expect(seen.ofCategory('workflow')).toBeUndefined();
    seen.note('w1', token(5), 'written');
    expect(seen.ofCategory('workflow')).toBe(token(5));
  });

  it('are kept for the ten thousand streams that were used last, and not for all', () => {
    const seen = new SeenPositions();
    for (let n = 0; n < 30_000; n++) {
      seen.note(`w${n}`, token(n));
      if (n % 5_000 === 0) seen.note('used', token(30_000 + n));
    }
    expect([20_000, 25_000, 29_999].map((n) => seen.ofStream('workflow', `w${n}`))).toEqual([20_000, 25_000, 29_999].map(token));
    expect([0, 9_000].map((n) => seen.ofStream('workflow', `w${n}`))).toEqual([undefined, undefined]);
    expect(seen.ofStream('workflow', 'used')).toBe(token(55_000));
  });
});
