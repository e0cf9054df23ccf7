import { expect, it } from '@jest/globals';
import { append, EXPLOSIVE, runSchedule, start, type GivenCommand } from '@skein/testing/simulation';

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

function firstViolation(): string | undefined {
  for (let seed = first; seed < first + SCHEDULES; seed++) {
    const report = runSchedule(seed, script);
    if (report) return [`seed ${seed}: ${report.violation}`, ...report.story].join('\n  ');
  }
  return undefined;
}

it(`makes one agreed history out of ${SCHEDULES} schedules of faults, and answers everybody truly`, () => {
  expect(firstViolation()).toBeUndefined();
});
