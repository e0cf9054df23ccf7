import { expect, it } from '@jest/globals';
import { SharedLock } from './shared-lock.ts';

it('lets work go on side by side, and keeps apart what must be alone', async () => {
  const lock = new SharedLock();
  const seen: string[] = [];
  const [one, two, refill] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const doing = (name: string, until: Promise<void>) => async () => {
    seen.push(`${name} begins`);
    await until;
    seen.push(`${name} ends`);
  };
  const all = [
    lock.beside(doing('one', one.promise)),
    lock.beside(doing('two', two.promise)),
    lock.alone(doing('refill', refill.promise)),
    lock.alone(doing('again', Promise.resolve())),
    lock.beside(doing('three', Promise.resolve())),
  ];
  two.resolve();
  await all[1];
  one.resolve();
  await all[0];
  refill.resolve();
  await Promise.all(all);
  const tail = ['refill begins', 'refill ends', 'again begins', 'again ends', 'three begins', 'three ends'];
  expect(seen).toEqual(['one begins', 'two begins', 'two ends', 'one ends', ...tail]);
});

it('goes on after work that has failed', async () => {
  const lock = new SharedLock();
  await expect(lock.alone(() => Promise.reject(new Error('on purpose')))).rejects.toThrow('on purpose');
  await expect(lock.beside(() => Promise.reject(new Error('on purpose')))).rejects.toThrow('on purpose');
  expect(await lock.alone(() => Promise.resolve('still here'))).toBe('still here');
});
