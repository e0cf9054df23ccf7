import { describe, expect, it } from '@jest/globals';
import type { ClientEntry } from '../load/client-entry.ts';
import { checkTrial } from './trial-check.ts';

const answers = (count: number, more: object): ClientEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'answered',
    id: `c${i}`,
    stream: 'w1',
    category: 'workflow',
    status: 'applied',
    ...more,
  }));
const faults = (hits: number, misses: number) => [
  ...Array.from({ length: hits }, () => ({ hit: true })),
  ...Array.from({ length: misses }, () => ({ hit: false })),
];
const sound = { minutes: 2, planned: 10, faults: faults(5, 5), clients: answers(200, {}) };
const rulesOf = (given: Partial<typeof sound>) => checkTrial({ ...sound, ...given }).map(({ rule }) => rule);

describe('a chaos run that shows something', () => {
  it('has applied commands for every minute, and has carried out half of what was planned', () => {
    expect(checkTrial(sound)).toEqual([]);
  });

  it.each<[string, ClientEntry[]]>([
    ['nothing was answered', []],
    ['nothing but failures was answered', answers(5_000, { status: 'failed', code: 'service.unavailable' })],
    ['too few commands were applied', answers(199, {})],
  ])('is none when %s', (_, clients) => expect(rulesOf({ clients })).toEqual(['chaos.too-little-load']));

  it.each<[string, Partial<typeof sound>]>([
    ['no fault hit', { faults: faults(0, 10) }],
    ['fewer than half of the faults hit', { faults: faults(4, 6) }],
    ['fewer than half of the plan came to pass', { faults: faults(4, 0) }],
    ['nothing was planned', { planned: 0, faults: [] }],
  ])('is none when %s', (_, given) => expect(rulesOf(given)).toEqual(['chaos.no-fault-hit']));
});
