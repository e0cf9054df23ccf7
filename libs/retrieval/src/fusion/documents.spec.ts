import { describe, expect, it } from '@jest/globals';
import { fuse, RRF_K, type ChannelHits } from '@skein/retrieval';

const hit = (id: string, score: number) => ({ id, score, document: id.split('#')[0]!, source: 'shop' });
const share = (rank: number, weight = 1) => weight / (RRF_K + rank);
const lists: ChannelHits[] = [
  { channel: 'body', hits: [hit('b#1', 9), hit('a#1', 5), hit('a#2', 4), hit('c#1', 3)] },
  { channel: 'history', weight: 0.5, hits: [hit('a#3', 2), hit('c#1', 1)] },
];
const told = (given: readonly ChannelHits[]) => fuse(given).map(({ id, score, contributions }) => ({ id, score, contributions }));

describe('chunks that are fused with their documents', () => {
  it('let what one chunk has in a channel meet what another one has in another', () => {
    const fused = fuse(lists);
    expect(fused.map(({ id }) => id)).toEqual(['a#1', 'c#1', 'b#1', 'a#2', 'a#3']);
    expect(fused[0]!.score).toBeCloseTo(share(2) + share(1, 0.5), 10);
    expect(fused.map(({ leads }) => leads)).toEqual([true, true, true, false, false]);
  });

  it('say which other chunk of the document a channel found, and shares add up to the score', () => {
    const [first, , third, fourth] = told(lists);
    expect(first!.contributions).toEqual([
      { channel: 'body', rank: 2, score: 5, share: share(2) },
      { channel: 'history', rank: 1, score: 2, share: share(1, 0.5), chunk: 'a#3' },
    ]);
    expect(third).toMatchObject({ id: 'b#1', contributions: [{ channel: 'body', rank: 1 }] });
    expect(fourth).toMatchObject({ id: 'a#2', score: share(3), contributions: [{ channel: 'body', rank: 3 }] });
    for (const { score, contributions } of told(lists))
      expect(contributions.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(score, 10);
  });

  it('are chosen by what is said of them alone: what is said of the whole document ranks it, and shows the chunk that keeps it only if no other is found', () => {
    const [body, history] = [
      lists[0]!,
      { ...lists[1]!, hits: [hit('a#3', 2), hit('c#1', 1), hit('d#1', 1)], weight: 9, ofDocuments: true },
    ];
    const fused = fuse([body, history]);
    expect(fused.map(({ id, leads, others }) => [id, leads, others])).toEqual([
      ['a#1', true, 1],
      ['c#1', true, 0],
      ['d#1', true, 0],
      ['b#1', true, 0],
      ['a#2', false, 1],
    ]);
    expect(fused[0]!.contributions[0]).toEqual({ channel: 'history', rank: 1, score: 2, share: share(1, 9), chunk: 'a#3' });
    expect(fused[4]!.contributions).toEqual([{ channel: 'body', rank: 3, score: 4, share: share(3) }]);
    for (const { score, contributions } of fused) expect(contributions.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(score, 10);
  });

  it('are not mixed with those of a document of the same name elsewhere', () => {
    const elsewhere = { ...hit('a#9', 7), source: 'museum' };
    const fused = fuse([{ channel: 'body', hits: [hit('a#1', 8), elsewhere, hit('a#2', 6)] }]);
    expect(fused.map(({ id, leads }) => [id, leads])).toEqual([
      ['a#1', true],
      ['a#9', true],
      ['a#2', false],
    ]);
  });

  it('do not depend on the order in which channels and hits come', () => {
    const turned = lists.toReversed().map((list) => ({ ...list, hits: list.hits.toReversed() }));
    expect(told(turned)).toEqual(told(lists));
  });
});
