import { describe, expect, it } from '@jest/globals';
import { Backoff } from './backoff.ts';

describe('waits between attempts', () => {
  it('grow up to their limit, and begin again after a success', () => {
    const backoff = new Backoff({ firstMs: 100, limitMs: 400 });
    const within = (low: number, high: number) => {
      const wait = backoff.next();
      expect(wait).toBeGreaterThanOrEqual(low);
      expect(wait).toBeLessThanOrEqual(high);
    };
    within(50, 100);
    within(100, 200);
    within(200, 400);
    within(200, 400);
    backoff.reset();
    within(50, 100);
  });

  it('are never shorter than what a server has asked for', () => {
    expect(new Backoff().next(1_000)).toBeGreaterThanOrEqual(1_000);
  });

  it('end early, without an error, when nobody waits any more', async () => {
    const backoff = new Backoff({ firstMs: 60_000, limitMs: 60_000 });
    await expect(backoff.pause(AbortSignal.abort())).resolves.toBeUndefined();
  });
});
