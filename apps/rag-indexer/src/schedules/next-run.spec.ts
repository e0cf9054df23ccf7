import { describe, expect, it } from '@jest/globals';
import { nextRunIn } from './next-run.ts';

describe('the next run of a schedule', () => {
  it('is due so long after the last one began, and at once when that took longer', () => {
    expect(nextRunIn({ everySeconds: 600, tookSeconds: 45, failures: 0 })).toBe(555);
    expect(nextRunIn({ everySeconds: 60, tookSeconds: 200, failures: 0 })).toBe(0);
  });

  it.each([
    [60, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]],
    [86_400, [60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 30_720, 61_440, 86_400, 86_400]],
  ])('comes sooner after a failure, and later with each that follows: every %s s', (everySeconds, pauses) => {
    expect(pauses.map((_, index) => nextRunIn({ everySeconds, tookSeconds: 10, failures: index + 1 }))).toEqual(pauses);
  });
});
