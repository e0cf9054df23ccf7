import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { FetchPace } from './fetch-pace.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const told = (turns: Promise<void>[]) => {
  const over: number[] = [];
  for (const [index, turn] of turns.entries()) void turn.then(() => over.push(index));
  return over;
};

it('lets the next fetch wait a moment when all batches of one together bring little', async () => {
  const pace = new FetchPace();
  const over = told([pace.taken(1), pace.taken(2)]);
  await jest.advanceTimersByTimeAsync(0);
  expect(over).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(over).toEqual([0, 1]);
  const next = told([pace.taken(1)]);
  await jest.advanceTimersByTimeAsync(0);
  expect(next).toEqual([]);
});

it('lets the next fetch follow at once when the batches of one together bring much', async () => {
  const pace = new FetchPace();
  const over = told([pace.taken(40), pace.taken(40)]);
  await jest.advanceTimersByTimeAsync(0);
  expect(over).toEqual([0, 1]);
});
