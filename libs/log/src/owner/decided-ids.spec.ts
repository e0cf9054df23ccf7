import { describe, expect, it } from '@jest/globals';
import { timedId } from '@skein/testing/simulation';
import fc from 'fast-check';
import { v4, v7 } from 'uuid';
import { decidedIds, isNewId, noteDecided } from './decided-ids.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => timedId(from + n));

describe('what an owner knows of the ids of history', () => {
  it('calls an id new that is above all of them, and no other', () => {
    const ids = decidedIds(timedId(5), 10);
    expect([4, 5, 6].map((number) => isNewId(ids, timedId(number)))).toEqual([false, false, true]);
  });

  it('calls nothing new while it does not know which is the greatest', () => {
    const ids = decidedIds(undefined, 10);
    noteDecided(ids, timedId(1));
    expect(isNewId(ids, timedId(9))).toBe(false);
  });

  it('calls no id new that is no UUIDv7, or is written in another way', () => {
    const ids = decidedIds('', 10);
    const others = [v4(), 'c1', 'order-7', timedId(1).toUpperCase(), timedId(1).replaceAll('-', ''), `${timedId(1)}0`];
    expect(others.filter((id) => isNewId(ids, id))).toEqual([]);
  });

  it('never calls an id new that was decided here, however many came after it and in whatever order', () => {
    const order = fc.array(fc.nat(60), { maxLength: 60 });
    fc.assert(
      fc.property(order, (given) => {
        const ids = decidedIds('', 4);
        return given.every((_, at) => {
          noteDecided(ids, timedId(given[at]!));
          return given.slice(0, at + 1).every((number) => !isNewId(ids, timedId(number)));
        });
      }),
    );
  });

  it('remembers as many as it is asked to, so that younger ones that come late are still new', () => {
    const ids = decidedIds('', 100);
    for (const id of numbers(1_000, 1_100)) noteDecided(ids, id);
    expect(numbers(0, 1_000).every((id) => isNewId(ids, id))).toBe(true);
  });

  it('asks about what is older than all that it remembers', () => {
    const ids = decidedIds('', 128);
    for (const id of numbers(1_000, 1_257)) noteDecided(ids, id);
    expect(ids.bound).toBe(timedId(1_127));
    expect(numbers(0, 1_128).some((id) => isNewId(ids, id))).toBe(false);
    expect(isNewId(ids, timedId(1_257))).toBe(true);
  });

  it('hardly ever takes a new id for one that was decided', () => {
    const ids = decidedIds('', 4_096);
    for (let n = 0; n < 8_192; n++) noteDecided(ids, v7());
    const fresh = Array.from({ length: 20_000 }, () => v7());
    expect(fresh.filter((id) => !isNewId(ids, id)).length).toBeLessThan(10);
  });
});
