import { describe, expect, it } from '@jest/globals';
import { BatchPace } from './batch-pace.ts';

/** A pace after a batch that took so long that the next one would wait for seconds. */
async function busy(): Promise<BatchPace> {
  const times = [0, 5_000];
  const pace = new BatchPace(() => times.shift()!);
  await pace.timed(() => Promise.resolve());
  return pace;
}

const isSettled = async (promise: Promise<unknown>) =>
  (await Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))])) as boolean;

describe('the pace of a read model that may lag', () => {
  it('lets few events pass at once, however long the batch before took', async () => {
    expect(await isSettled((await busy()).turn(49))).toBe(true);
  });

  it('lets many events wait when the batch before took long, until somebody is in a hurry', async () => {
    const pace = await busy();
    const waiting = pace.turn(50);
    expect(await isSettled(waiting)).toBe(false);
    await pace.hurried(async () => {
      await waiting;
      expect(await isSettled(pace.turn(1_000))).toBe(true);
    });
    const again = pace.turn(50);
    expect(await isSettled(again)).toBe(false);
    pace.end();
    await again;
  });
});
