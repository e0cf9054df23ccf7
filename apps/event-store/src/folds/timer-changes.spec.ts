import { describe, expect, it } from '@jest/globals';
import type { Timer } from '@skein/contracts';
import { noViewRows } from '@skein/postgres';
import { changeTimers } from './timer-changes.ts';

const stream = { tenant: 'acme', stream: 'w1' };
const lease = (setBy: number, due: number, subject = 's'): Timer => ({ purpose: 'step-lease', subject, setBy, due });
const ttl = (setBy: number): Timer => ({ purpose: 'workflow-ttl', subject: '', setBy, due: 900_000 + setBy });
const stored = (...timers: Timer[]) => new Map(timers.map((timer) => [`${timer.purpose}/${timer.subject}`, timer]));

function changed(before: ReadonlyMap<string, Timer> | undefined, wanted: Timer[], { time = 0, firedForNothing = false, busy = true } = {}) {
  const rows = noViewRows();
  const held = changeTimers(rows, stream, before, wanted, { time, firedForNothing, busy });
  const plain = ({ purpose, subject }: Timer | (typeof rows.timersRemoved)[number]) => `${purpose}/${subject}`;
  return { held, set: rows.timers.map(plain), removed: rows.timersRemoved.map(plain), cleared: rows.timersCleared.length > 0 };
}

const untouched = (before: ReadonlyMap<string, Timer>) => ({ held: before, set: [], removed: [], cleared: false });

describe('the stored deadlines of a stream', () => {
  it('are left alone as long as the earliest of them is not later than the earliest that is wanted', () => {
    const before = stored(lease(1, 30_000), ttl(1));
    expect(changed(before, [ttl(2)])).toEqual(untouched(before));
    expect(changed(before, [lease(3, 31_000, 'other'), ttl(3)])).toEqual(untouched(before));
    expect(changed(before, [lease(3, 30_000, 'other'), ttl(3)])).toEqual(untouched(before));
  });

  it('are those of its state where nothing is likely to follow, except that early ones stay', () => {
    const before = stored(lease(1, 30_000), ttl(1));
    expect(changed(before, [ttl(2)], { busy: false })).toEqual({
      ...{ held: stored(ttl(1)), set: [], removed: ['step-lease/s'], cleared: false },
    });
  });

  it('cost one row for many steps that are taken one after another', () => {
    let held: ReadonlyMap<string, Timer> = stored(ttl(1));
    let writes = 0;
    for (let step = 0; step < 20; step++) {
      const time = step * 900;
      for (const wanted of [[lease(2 * step + 2, time + 30_000, `s${step}`), ttl(2 * step + 2)], [ttl(2 * step + 3)]]) {
        const { set, removed, held: after } = changed(held, wanted, { time });
        writes += set.length + removed.length;
        held = after;
      }
    }
    expect(writes).toBe(1);
  });

  it('change at once when a wanted one would be earlier, and those that are early enough stay', () => {
    expect(changed(stored(ttl(1)), [lease(2, 30_000), ttl(2)])).toEqual({
      ...{ held: stored(lease(2, 30_000), ttl(1)), set: ['step-lease/s'], removed: [], cleared: false },
    });
    expect(changed(stored(ttl(5)), [ttl(1)])).toMatchObject({ held: stored(ttl(1)), set: ['workflow-ttl/'] });
  });

  it('cover nothing any more when they are due soon: what is over goes before it fires, what is early moves', () => {
    const before = stored(lease(1, 30_000), lease(2, 31_000, 'held'));
    const after = stored(lease(9, 49_500, 'held'));
    expect(changed(before, [lease(9, 49_500, 'held')], { time: 19_999 })).toEqual(untouched(before));
    expect(changed(before, [lease(9, 49_500, 'held')], { time: 21_000 })).toEqual({
      ...{ held: after, set: ['step-lease/held'], removed: ['step-lease/s'], cleared: false },
    });
  });

  it('stay when they are due soon or overdue, and wanted', () => {
    const before = stored(lease(1, 30_000), ttl(1));
    for (const time of [29_000, 30_000, 40_000]) expect(changed(before, [lease(1, 30_000), ttl(1)], { time })).toEqual(untouched(before));
  });

  it('do not cover others once they are overdue: they may have fired', () => {
    const before = stored(lease(1, 30_000));
    expect(changed(before, [lease(1, 30_000), lease(4, 60_000, 'other')], { time: 30_000 })).toMatchObject({ set: ['step-lease/other'] });
  });

  it('are all made anew when one has fired for nothing', () => {
    expect(changed(stored(lease(1, 30_000), ttl(1)), [lease(7, 55_000), ttl(7)], { time: 25_000, firedForNothing: true })).toEqual({
      ...{ held: stored(lease(7, 55_000), ttl(7)), set: ['step-lease/s', 'workflow-ttl/'], removed: [], cleared: true },
    });
  });

  it('are gone when none is wanted any more', () => {
    expect(changed(stored(lease(1, 30_000), ttl(1)), [])).toEqual({
      ...{ held: stored(), set: [], removed: ['step-lease/s', 'workflow-ttl/'], cleared: false },
    });
  });

  it('are all written anew where nobody knows what is stored', () =>
    expect(changed(undefined, [lease(1, 30_000)])).toEqual({
      ...{ held: stored(lease(1, 30_000)), set: ['step-lease/s'], removed: [], cleared: true },
    }));
});
