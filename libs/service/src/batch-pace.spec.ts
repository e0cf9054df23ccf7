import { describe, expect, it } from '@jest/globals';
import { BatchPace } from './batch-pace.ts';

/** A pace whose clock stands still unless it is moved, after a batch that took five seconds. */
async function busy() {
  let time = 0;
  const pace = new BatchPace(() => time);
  const pass = (ms: number) => (time += ms);
  await pace.timed(async () => pass(5_000));
  return { pace, pass };
}

const isSettled = async (promise: Promise<unknown>) =>
  (await Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))])) as boolean;

describe('the pace of a read model that may lag', () => {
  it('lets the first batch pass at once', async () => {
    expect(await isSettled(new BatchPace().turn())).toBe(true);
  });

  it('lets a batch pass at once when the one before is over for twenty times as long as it took', async () => {
    const { pace, pass } = await busy();
    pass(100_000);
    expect(await isSettled(pace.turn())).toBe(true);
  });

  it('lets batches of other partitions wait for a time of their own', async () => {
    const { pace, pass } = await busy();
    pass(100_000);
    expect(await isSettled(pace.turn())).toBe(true);
    const next = pace.turn();
    expect(await isSettled(next)).toBe(false);
    pace.end();
    await next;
  });

  it('lets a batch wait that comes soon after a long one, until somebody is in a hurry', async () => {
    const { pace } = await busy();
    const waiting = pace.turn();
    expect(await isSettled(waiting)).toBe(false);
    await pace.hurried(async () => {
      await waiting;
      expect(await isSettled(pace.turn())).toBe(true);
    });
    const again = pace.turn();
    expect(await isSettled(again)).toBe(false);
    pace.end();
    await again;
  });
});
