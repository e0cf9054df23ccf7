import { describe, expect, it } from '@jest/globals';
import type { IndexRebuild } from '@skein/contracts';
import { rebuildText } from './rebuild.command.ts';

describe('what became of a rebuild', () => {
  const one: IndexRebuild = { id: 'r', state: 'finished', adapter: 'qdrant', points: 1_200, expected: 1_200, ms: 2_340 };

  it.each<[Partial<IndexRebuild>, string]>([
    [{}, '1200 points in 2.3 s (qdrant)'],
    [
      { state: 'interrupted', points: 7 },
      'the rag-indexer has ended meanwhile: 7 of 1200 points; what was searched before still is. Run it again.',
    ],
    [
      { state: 'failed', points: 7, error: 'Qdrant does not answer.' },
      'the rebuild has failed: 7 of 1200 points; what was searched before still is\n  Qdrant does not answer.',
    ],
  ])('is told in a line or two: %j', (more, text) => expect(rebuildText({ ...one, ...more })).toBe(text));
});
