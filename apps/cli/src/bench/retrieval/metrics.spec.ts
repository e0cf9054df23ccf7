import { describe, expect, it } from '@jest/globals';
import { pairedInterval } from './bootstrap.ts';
import { scoresOf } from './metrics.ts';

describe('the scores of a ranking', () => {
  const right = new Set(['x', 'y']);
  const at = (rank: number) => [...Array.from({ length: rank - 1 }, (_, index) => `wrong ${index}`), 'x'];

  it.each([
    [1, 1, 1, 1],
    [2, 0, 1, 1],
    [5, 0, 1, 1],
    [6, 0, 0, 1],
    [10, 0, 0, 1],
    [11, 0, 0, 0],
  ])('say in whose first ranks the first right file is: rank %d', (rank, hit1, hit5, hit10) =>
    expect(scoresOf(at(rank), right)).toMatchObject({ hit1, hit5, hit10, reciprocalRank: 1 / rank }),
  );

  it('are 0 when nothing right was found', () =>
    expect(scoresOf(['a'], right)).toEqual({ hit1: 0, hit5: 0, hit10: 0, reciprocalRank: 0, ndcg10: 0 }));

  it('count every right file among the first ten, the earlier the more', () => {
    expect(scoresOf(['x', 'y'], right).ndcg10).toBe(1);
    const [first, second, third] = [1, 1 / Math.log2(3), 1 / Math.log2(4)];
    expect(scoresOf(['x', 'a', 'y'], right).ndcg10).toBeCloseTo((first + third) / (first + second), 12);
  });
});

describe('the interval of a difference', () => {
  it('is a point when all queries differ alike', () => expect(pairedInterval([[1, 1, 1]])).toEqual({ mean: 1, low: 1, high: 1 }));

  it('is about as wide as the normal one for many queries', () => {
    const coins = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 1 : 0));
    const { mean, low, high } = pairedInterval([coins]);
    const half = 1.96 * Math.sqrt(0.25 / 400);
    expect(mean).toBe(0.5);
    expect(low).toBeCloseTo(0.5 - half, 2);
    expect(high).toBeCloseTo(0.5 + half, 2);
  });

  it('lets data sets count alike, whatever their size', () => expect(pairedInterval([[1], [0, 0, 0, 0]]).mean).toBe(0.5));

  it('is the same for the same numbers', () => expect(pairedInterval([[1, 0, 0, 1, 1]])).toEqual(pairedInterval([[1, 0, 0, 1, 1]])));
});
