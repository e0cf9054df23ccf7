import { describe, expect, it } from '@jest/globals';
import type { Timer } from '@skein/contracts';
import { noViewRows } from '@skein/postgres';
import { changeTimers } from './timer-changes.ts';

const stream = { tenant: 'acme', stream: 'w1' };
const lease = (setBy: number): Timer => ({ purpose: 'step-lease', subject: 's', setBy, due: 1_000 + setBy });
const ttl = (setBy: number): Timer => ({ purpose: 'workflow-ttl', subject: '', setBy, due: 9_000 + setBy });
const stored = (...timers: Timer[]) => new Map(timers.map((timer) => [`${timer.purpose}/${timer.subject}`, timer]));

describe('the stored deadlines of a stream', () => {
  it('are those of its state: new ones set, moved ones moved, old ones removed', () => {
    const rows = noViewRows();
    const held = changeTimers(rows, stream, stored(lease(1)), [lease(2), { ...lease(3), subject: 'other' }], false);
    expect(rows.timers).toEqual([
      { ...stream, ...lease(2) },
      { ...stream, ...lease(3), subject: 'other' },
    ]);
    expect(changeTimers(rows, stream, held, [], false).size).toBe(0);
    expect(rows.timersRemoved.map(({ subject }) => subject)).toEqual(['s', 'other']);
  });

  it('do not move with every event for the workflow as a whole, but when one has fired for nothing', () => {
    const rows = noViewRows();
    expect(changeTimers(rows, stream, stored(ttl(1)), [ttl(5)], false)).toEqual(stored(ttl(1)));
    expect(rows.timers).toEqual([]);
    expect(changeTimers(rows, stream, stored(ttl(1)), [ttl(5)], true)).toEqual(stored(ttl(5)));
    expect(rows.timers).toEqual([{ ...stream, ...ttl(5) }]);
  });

  it('move at once when the stored one would be too late', () => {
    const rows = noViewRows();
    changeTimers(rows, stream, stored(ttl(5)), [ttl(1)], false);
    expect(rows.timers).toEqual([{ ...stream, ...ttl(1) }]);
  });

  it('are all written anew where nobody knows what is stored', () => {
    const rows = noViewRows();
    changeTimers(rows, stream, undefined, [lease(1)], false);
    expect([rows.timersCleared, rows.timers]).toEqual([[stream], [{ ...stream, ...lease(1) }]]);
  });
});
