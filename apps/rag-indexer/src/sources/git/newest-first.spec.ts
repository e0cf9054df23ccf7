import { describe, expect, it } from '@jest/globals';
import type { KeptCommit } from './commit.ts';
import { newestFirst } from './newest-first.ts';

/** `d 40 b c`: an id, its time, its parents. */
const commit = (text: string): KeptCommit => {
  const [id, time, ...parents] = text.split(' ');
  return { id: id!, time: Number(time), parents, subject: id!, changes: [] };
};
const ordered = (...texts: string[]) => newestFirst(new Map(texts.map(commit).map((one) => [one.id, one]))).map(({ id }) => id);

describe('commits, the newest first', () => {
  it('have each one before those that it follows, whatever their clocks say', () => {
    expect(ordered('a 30', 'b 10 a', 'c 20 b')).toEqual(['c', 'b', 'a']);
  });

  it('take the younger of two branches first, and the other where it began', () => {
    expect(ordered('a 10', 'b 20 a', 'x 30 a', 'c 40 b', 'm 50 c x')).toEqual(['m', 'c', 'x', 'b', 'a']);
  });

  it('of the same time are in the order of their ids', () => {
    expect(ordered('a 10', 'p 20 a', 'q 20 a', 'm 30 p q')).toEqual(ordered('m 30 q p', 'q 20 a', 'p 20 a', 'a 10'));
  });

  it('are in one order, in whatever order they were come by', () => {
    const all = ['a 10', 'b 20 a', 'x 20 a', 'y 25 x', 'c 40 b', 'm 50 c y', 'other 45', 'n 60 m other'];
    const once = ordered(...all);
    for (let turn = 1; turn < all.length; turn++) expect(ordered(...all.slice(turn), ...all.slice(0, turn))).toEqual(once);
    expect(ordered(...all.toReversed())).toEqual(once);
  });

  it('may lack parents, as shallow clones do, and may be none at all', () => {
    expect(ordered('b 20 a', 'c 30 b')).toEqual(['c', 'b']);
    expect(ordered()).toEqual([]);
  });
});
