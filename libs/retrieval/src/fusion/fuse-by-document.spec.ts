import { describe, expect, it } from '@jest/globals';
import { fuseByDocument, RRF_K, type ChunkHits } from '@skein/retrieval';

const hit = (id: string, score: number) => ({ id, score, document: id.split('#')[0]! });
const share = (rank: number, weight = 1) => weight / (RRF_K + rank);
const lists: ChunkHits[] = [
  { channel: 'body', hits: [hit('b#1', 9), hit('a#1', 5), hit('a#2', 4), hit('c#1', 3)] },
  { channel: 'history', weight: 0.5, hits: [hit('a#3', 2), hit('c#1', 1)] },
];

describe('chunks that are fused by document', () => {
  it('let what one chunk has in a channel meet what another one has in another', () => {
    const fused = fuseByDocument(lists);
    expect(fused.map(({ id }) => id)).toEqual(['a#1', 'c#1', 'b#1', 'a#2', 'a#3']);
    expect(fused[0]!.score).toBeCloseTo(share(2) + share(1, 0.5), 10);
  });

  it('say which other chunk of the document a channel found, and shares add up to the score', () => {
    const [first, , third, fourth] = fuseByDocument(lists);
    expect(first!.contributions).toEqual([
      { channel: 'body', rank: 2, score: 5, share: share(2) },
      { channel: 'history', rank: 1, score: 2, share: share(1, 0.5), chunk: 'a#3' },
    ]);
    expect(third).toMatchObject({ id: 'b#1', contributions: [{ channel: 'body', rank: 1 }] });
    expect(fourth).toMatchObject({ id: 'a#2', score: share(3), contributions: [{ channel: 'body', rank: 3 }] });
    for (const { score, contributions } of fuseByDocument(lists))
      expect(contributions.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(score, 10);
  });

  it('do not depend on the order in which channels and hits come', () => {
    const turned = lists.toReversed().map((list) => ({ ...list, hits: list.hits.toReversed() }));
    expect(fuseByDocument(turned)).toEqual(fuseByDocument(lists));
  });
});
