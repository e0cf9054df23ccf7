import { describe, expect, it } from '@jest/globals';
import { NoticeBoard } from './notice-board.ts';

const warning = (text: string) => ({ app: 'store', level: 'warn' as const, text });

describe('what apps warn of', () => {
  const shown = (...notices: [text: string, at: number][]) => {
    const lines: [string, number][] = [];
    const board = new NoticeBoard(({ text }, times) => lines.push([text, times]));
    for (const [text, at] of notices) board.add(warning(text), at);
    return lines;
  };

  it('is shown at once', () =>
    expect(shown(['a', 0], ['b', 0])).toEqual([
      ['a', 1],
      ['b', 1],
    ]));

  it('is shown again after half a minute only, and counted meanwhile', () =>
    expect(shown(['a', 0], ['a', 1], ['a', 2], ['a', 30_000])).toEqual([
      ['a', 1],
      ['a', 3],
    ]));

  it('is the same when only numbers and ids differ', () =>
    expect(shown(['partition 3 of 0f3a-11 waits', 0], ['partition 4 of 77-bc1 waits', 1])).toHaveLength(1));
});
