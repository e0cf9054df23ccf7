import { describe, expect, it } from '@jest/globals';
import { newFold } from './stream-fold.ts';
import { StreamFolds } from './stream-folds.ts';

const place = { category: 'workflow', partition: 0 } as const;

describe('folded streams', () => {
  const of = (...streams: string[]) => {
    const folds = new StreamFolds(2);
    for (const stream of streams) folds.set(place, stream, newFold('workflow'));
    return folds;
  };
  const kept = (folds: StreamFolds, ...streams: string[]) => streams.filter((stream) => folds.get(place, stream));

  it('are dropped beyond the limit only when they are trimmed, the first that came first', () => {
    const folds = of('a', 'b', 'c');
    folds.trim(place);
    expect(kept(folds, 'a', 'b', 'c')).toEqual(['b', 'c']);
  });

  it('have a second chance when they were used again, and only one', () => {
    const folds = of('a', 'b', 'c');
    folds.get(place, 'a');
    folds.trim(place);
    expect(kept(folds, 'a', 'b', 'c')).toEqual(['a', 'c']);
  });

  it('are dropped although all of them were used again', () => {
    const folds = of('a', 'b', 'c');
    kept(folds, 'a', 'b', 'c');
    folds.trim(place);
    expect(kept(folds, 'a', 'b', 'c')).toEqual(['b', 'c']);
  });
});
