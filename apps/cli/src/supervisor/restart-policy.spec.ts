import { describe, expect, it } from '@jest/globals';
import { RestartPolicy } from './restart-policy.ts';

const pausesAt = (...times: number[]) => {
  const policy = new RestartPolicy();
  return times.map((time) => policy.failed(time));
};

describe('the pause before a server is started again', () => {
  it('is short after one failure and doubles with each further one, up to five seconds', () =>
    expect(pausesAt(0, 1, 2, 3, 4, 5, 6, 7, 8)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]));

  it('is no more after the tenth failure within a minute', () =>
    expect(pausesAt(...Array.from({ length: 10 }, (_, index) => index * 6_000)).at(-1)).toBeUndefined());

  it('forgets failures that are older than a minute', () => expect(pausesAt(0, 1, 60_002)).toEqual([100, 200, 100]));
});
