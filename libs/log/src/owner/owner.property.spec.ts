import { describe, expect, it } from '@jest/globals';
import { append, EXPLOSIVE, runSchedule, start, timedId, type GivenCommand } from '@skein/testing/simulation';

const script: GivenCommand[] = [
  { id: 'c1', fact: append('one') },
  { id: 'c2', fact: append('two', 'three') },
  { id: 'c2', fact: append('something else under the same id') },
  { id: 'c3', fact: append('fits only when little was said'), expectedVersion: 1 },
  { id: 'c4', fact: append('three', 'more', 'of them') },
  { id: 'c1', stream: 's2', fact: start('the same id in another stream') },
  { id: 'c5', stream: 's2', fact: start('once more') },
  { id: 'c6', stream: 's2', fact: append(EXPLOSIVE) },
];

const SCHEDULES = 2000;
const first = Number(process.env['SKEIN_SEED'] ?? 1);

/** Another name for each id, of a kind that need not be looked up. */
const timed = script.map((given) => ({ ...given, id: timedId(Number(given.id.slice(1))) }));

function firstViolation(script: readonly GivenCommand[]): string | undefined {
  for (let seed = first; seed < first + SCHEDULES; seed++) {
    const report = runSchedule(seed, script);
    if (report) return [`seed ${seed}: ${report.violation}`, ...report.story].join('\n  ');
  }
  return undefined;
}

describe(`${SCHEDULES} schedules of faults`, () => {
  it('make one agreed history, and everybody is answered truly', () => expect(firstViolation(script)).toBeUndefined());
  it('do so with ids that are known to be new', () => expect(firstViolation(timed)).toBeUndefined());
});
