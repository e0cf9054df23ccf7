import { describe, expect, it } from '@jest/globals';
import type { Timer } from '@skein/contracts';
import { wrongTimers } from './wrong-timers.ts';

const place = { tenant: 'acme', stream: 'w1' };
const lease = (due: number, subject = 's') => ({ ...place, purpose: 'step-lease' as const, subject, setBy: 3, due });
const ttl = { ...place, purpose: 'workflow-ttl' as const, subject: '', setBy: 4, due: 900_000 };
const at = (timer: Timer & typeof place, partition = 2) => ({ ...timer, partition });
const wrong = (stored: ReturnType<typeof at>[], wanted: (Timer & typeof place)[]) =>
  wrongTimers({ ...place, partition: 2, seq: 9, time: 1_000, stored, wanted }).map(({ timer, detail }) => `${timer.subject} ${detail}`);

describe('stored deadlines', () => {
  it('may be those that are wanted, overdue ones too', () => {
    expect(wrong([at(lease(30_000)), at(ttl)], [lease(30_000), ttl])).toEqual([]);
    expect(wrong([at(lease(900))], [lease(900)])).toEqual([]);
  });

  it('may be earlier ones, of something that is over too', () => {
    expect(wrong([at(lease(20_000, 'over'))], [lease(30_000), ttl])).toEqual([]);
    expect(wrong([at({ ...ttl, setBy: 1, due: 800_000 })], [ttl])).toEqual([]);
  });

  it('are wrong when all are later than the earliest that is wanted, or when there are none', () => {
    expect(wrong([at(ttl)], [lease(30_000), ttl])).toEqual(['s is missing, and no earlier one is there']);
    expect(wrong([], [ttl])).toEqual([' is missing, and no earlier one is there']);
  });

  it('are wrong when they may have fired and are not wanted, and cover nothing then', () =>
    expect(wrong([at(lease(1_000, 'over'))], [ttl])).toEqual([
      'over has no event that would make it',
      ' is missing, and no earlier one is there',
    ]));

  it('are wrong where none is wanted, and in another partition', () => {
    expect(wrong([at(ttl)], [])).toEqual([' has no event that would make it']);
    expect(wrong([at(ttl, 5)], [ttl])).toEqual([' does not say what its events do: partition']);
  });
});
