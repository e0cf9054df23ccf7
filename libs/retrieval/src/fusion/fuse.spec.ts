import { describe, expect, it } from '@jest/globals';
import { byGroup, fuse, RRF_K } from '@skein/retrieval';
import fc from 'fast-check';

const list = (channel: string, ids: string, weight?: number) => ({
  channel,
  weight,
  hits: [...ids].map((id, index) => ({ id, score: 100 - index })),
});
const ids = (lists: Parameters<typeof fuse>[0]) => fuse(lists).map(({ id }) => id);

describe('fusion', () => {
  it('puts first what several channels found over what one alone put first', () =>
    expect(ids([list('x', 'abc'), list('y', 'dbc')])).toEqual(['b', 'c', 'a', 'd']));

  it('counts a channel by its weight, and leaves out one of weight 0', () => {
    expect(ids([list('x', 'a', 1), list('y', 'b', 2)])).toEqual(['b', 'a']);
    expect(ids([list('x', 'a', 1), list('y', 'b', 0)])).toEqual(['a']);
  });

  it('explains a score by shares that add up to it', () => {
    const { id, score, contributions } = fuse([list('x', 'a', 3), list('y', 'ba', 2)])[0]!;
    expect([id, score]).toEqual(['a', 3 / (RRF_K + 1) + 2 / (RRF_K + 2)]);
    expect(contributions).toEqual([
      { channel: 'x', rank: 1, score: 100, share: 3 / (RRF_K + 1) },
      { channel: 'y', rank: 2, score: 99, share: 2 / (RRF_K + 2) },
    ]);
  });

  it('gives hits of equal score the same rank, and the next one the rank behind them', () => {
    const hits = [
      { id: 'c', score: 1 },
      { id: 'b', score: 2 },
      { id: 'a', score: 2 },
    ];
    expect(fuse([{ channel: 'x', hits }]).map(({ id, contributions }) => [id, contributions[0]!.rank])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 3],
    ]);
  });

  it('takes the best of several hits with one id', () => {
    const hits = [
      { id: 'a', score: 1 },
      { id: 'a', score: 9 },
    ];
    expect(fuse([{ channel: 'x', hits }])[0]!.contributions).toEqual([{ channel: 'x', rank: 1, score: 9, share: 1 / (RRF_K + 1) }]);
  });

  it('takes a group for as good as its best hit', () => {
    const hits = [
      { id: 'a#1', score: 1 },
      { id: 'a#2', score: 3 },
      { id: 'b#1', score: 2 },
    ];
    expect(byGroup(hits, ({ id }) => id.split('#')[0]!)).toEqual([
      { id: 'a', score: 3 },
      { id: 'b', score: 2 },
    ]);
  });

  const hits = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), score: fc.constantFrom(1, 2, 3) }));
  it('does not depend on the order of hits, and keeps to the limit', () =>
    fc.assert(
      fc.property(hits, hits, (one, two) => {
        const fused = fuse([
          { channel: 'x', hits: one },
          { channel: 'y', hits: two },
        ]);
        const turned = fuse([
          { channel: 'y', hits: two.toReversed() },
          { channel: 'x', hits: one.toReversed() },
        ]);
        expect(turned.map(({ id }) => id)).toEqual(fused.map(({ id }) => id));
        expect(fuse([{ channel: 'x', hits: one }], { limit: 2 }).length).toBeLessThanOrEqual(2);
      }),
    ));
});
