import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '@skein/contracts';
import { KeyCache } from './key-cache.ts';

const ann: Principal = { tenant: 'acme', subject: 'ann', roles: [], scopes: ['read'] };

describe('the key cache', () => {
  let now: number;
  let asked: number;
  let answer: () => Promise<Principal | undefined>;
  let cache: KeyCache;
  const askedFor = async (hash: string) => {
    const before = asked;
    await cache.findByHash(hash);
    return asked - before;
  };

  beforeEach(() => {
    now = 0;
    asked = 0;
    answer = async () => ann;
    const findByHash = () => {
      asked += 1;
      return answer();
    };
    cache = new KeyCache({ findByHash }, () => now);
  });

  it('asks once for a burst of requests with the same key', async () => {
    await Promise.all(Array.from({ length: 50 }, () => cache.findByHash('a')));
    expect(asked).toBe(1);
  });

  it('believes a known key for ten seconds', async () => {
    expect(await askedFor('a')).toBe(1);
    now = 9_999;
    expect(await askedFor('a')).toBe(0);
    now = 10_000;
    expect(await askedFor('a')).toBe(1);
  });

  it('refuses an unknown key for one second without asking', async () => {
    answer = async () => undefined;
    expect(await askedFor('a')).toBe(1);
    now = 999;
    expect(await askedFor('a')).toBe(0);
    now = 1_000;
    expect(await askedFor('a')).toBe(1);
  });

  it('does not remember a failure', async () => {
    answer = () => Promise.reject(new Error('down'));
    await expect(cache.findByHash('a')).rejects.toThrow('down');
    answer = async () => ann;
    expect(await cache.findByHash('a')).toBe(ann);
  });

  it('forgets the oldest key when ten thousand are remembered', async () => {
    for (let i = 0; i <= 10_000; i += 1) await cache.findByHash(`key-${i}`);
    expect(await askedFor('key-1')).toBe(0);
    expect(await askedFor('key-0')).toBe(1);
  });
});
