import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Heart } from './heart.ts';

describe('a heart', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('beats once per interval while any work goes on, and not afterwards', async () => {
    let beats = 0;
    const heart = new Heart(100, () => undefined);
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const beat = async () => void beats++;
    const all = Promise.all([heart.during(beat, () => first.promise), heart.during(beat, () => second.promise)]);
    await jest.advanceTimersByTimeAsync(300);
    first.resolve();
    await jest.advanceTimersByTimeAsync(200);
    second.resolve();
    await all;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(beats).toBe(5);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells of a heartbeat that the group refused, and lets the work go on', async () => {
    const skipped: unknown[] = [];
    const heart = new Heart(100, (error) => skipped.push(error));
    const work = Promise.withResolvers<string>();
    const refusal = new Error('rebalance');
    const result = heart.during(
      () => Promise.reject(refusal),
      () => work.promise,
    );
    await jest.advanceTimersByTimeAsync(150);
    work.resolve('done');
    expect(await result).toBe('done');
    expect(skipped).toEqual([refusal]);
  });
});
