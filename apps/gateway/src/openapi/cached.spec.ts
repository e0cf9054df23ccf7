import { describe, expect, it } from '@jest/globals';
import { Cached } from './cached.ts';

describe('a cached value', () => {
  let [now, loads] = [0, 0];
  const load = async () => (loads += 1);
  const fresh = (loading: () => Promise<number> = load) => {
    [now, loads] = [1_000, 0];
    return new Cached(loading, 5_000, () => now);
  };

  it('is loaded once for all who ask while it loads, and kept for its time', async () => {
    const cached = fresh();
    expect(await Promise.all([cached.get(), cached.get()])).toEqual([1, 1]);
    now += 4_999;
    expect(await cached.get()).toBe(1);
  });

  it('is loaded anew when its time is over, counted from the end of the load', async () => {
    const cached = fresh(async () => {
      now += 60_000;
      return load();
    });
    await cached.get();
    expect(await cached.get()).toBe(1);
    now += 5_000;
    expect(await cached.get()).toBe(2);
  });

  it('does not keep a failure', async () => {
    const cached = fresh(async () => ((await load()) === 1 ? Promise.reject(new Error('first')) : loads));
    await expect(cached.get()).rejects.toThrow('first');
    expect(await cached.get()).toBe(2);
  });
});
