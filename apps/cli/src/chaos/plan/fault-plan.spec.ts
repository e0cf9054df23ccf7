import { describe, expect, it } from '@jest/globals';
import { faultPlan } from './fault-plan.ts';

describe('the plan of a chaos run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(faultPlan(7, 5)).toEqual(faultPlan(7, 5));
    expect(faultPlan(8, 5)).not.toEqual(faultPlan(7, 5));
  });

  it('kills and freezes every part now and then, at times that fit into the run', () => {
    const faults = [1, 2, 3].flatMap((seed) => faultPlan(seed, 5));
    expect(new Set(faults.map(({ target }) => target)).size).toBe(10);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['kill', 'freeze']));
    expect(faults.every(({ at, kind, forMs }) => at < 300_000 && (kind === 'kill' ? forMs === 0 : forMs >= 1_000 && forMs <= 8_000))).toBe(
      true,
    );
  });
});
