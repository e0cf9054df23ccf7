import { append, start, timedId } from '../simulation/given-command.ts';
import { scenario, type Call, type Scenario } from './scenario.ts';

const one: Call = { given: { id: 'c1', fact: append('one') }, wait: 'logged' };
const pair: Call = { given: { id: 'c2', fact: append('two', 'three') }, wait: 'stored' };
const reused: Call = { given: { id: 'c1', fact: append('something else under the same id') }, wait: 'logged' };
const elsewhere: Call = { given: { id: 'c1', stream: 's2', fact: start('the same id in another stream') }, wait: 'logged' };
const conditional: Call = { given: { id: 'c3', fact: append('only as the second'), expectedVersion: 1 }, wait: 'logged' };
const timed = (call: Call, number: number): Call => ({ ...call, given: { ...call.given, id: timedId(number) } });
const [early, later] = [timed(one, 1), timed(pair, 2)];
const stored = (call: Call): Call => ({ ...call, wait: 'stored' });
const twoPartitions = { places: { s1: 0, s2: 1 }, owners: 1 };
const twoStores = { stores: 2, storeGroup: 2, fetch: 2 };

/** Each is explored whole by every run of the tests, in seconds. */
export const smallScenarios: readonly Scenario[] = [
  scenario({ name: 'two owners', calls: [one, pair], faults: { move: 1 } }),
  scenario({ name: 'two owners whose clocks stand still', calls: [one, stored(one)], faults: { move: 1 }, clock: 'stands' }),
  scenario({ name: 'sent again', calls: [one, stored(one), reused], faults: { slow: 2 }, owners: 1 }),
  scenario({ name: 'sent twice at once', calls: [pair, one, stored(one)], faults: { slow: 1 }, owners: 1 }),
  scenario({ name: 'a late batch', calls: [one, stored(one)], faults: { late: 1, repeat: 1 } }),
  scenario({ name: 'late lookups', calls: [one, elsewhere, one], faults: { slow: 2, restore: 1 }, limits: { lookup: 1 }, owners: 1 }),
  scenario({ name: 'overtaken', calls: [one, pair], faults: { move: 1, 'lose-answer': 1 } }),
  scenario({ name: 'answers lost', calls: [one, pair], faults: { lose: 2, 'lose-answer': 2, late: 1 }, most: 2, owners: 1 }),
  scenario({ name: 'one producer', calls: [one, elsewhere], faults: { missing: 1, refuse: 1 }, most: 1, ...twoPartitions }),
  scenario({ name: 'ids in the order of time', calls: [early, later, stored(early)], faults: { slow: 1, 'lose-answer': 1 }, owners: 1 }),
  scenario({ name: 'ids in the order of time, and two owners', calls: [early, stored(early), later], faults: { move: 1 } }),
  scenario({ name: 'an id that comes late', calls: [later, early, stored(later), early], faults: { slow: 1 }, owners: 1 }),
  scenario({ name: 'refusals', calls: [one, pair], faults: { refuse: 3, late: 1 }, most: 3, owners: 1 }),
  scenario({
    name: 'groups of the store',
    calls: [pair, one],
    faults: { 'store-unsure': 1, 'store-fails': 1 },
    ...twoStores,
    fetch: 1,
    owners: 1,
  }),
  scenario({ name: 'a topic that lost its end', calls: [one, pair], faults: { truncate: 1, 'store-restart': 1, move: 1 }, most: 2 }),
];

/** Explored by `npm run proof`, in minutes. */
export const largeScenarios: readonly Scenario[] = [
  scenario({ name: 'A, B and A again', calls: [one, pair], faults: { move: 2, 'lose-answer': 1 }, most: 3 }),
  scenario({ name: 'three owners', calls: [one, stored(one)], faults: { move: 2, late: 1, lose: 1 }, most: 2, owners: 3 }),
  scenario({
    name: 'any two faults',
    calls: [one, stored(one)],
    faults: { crash: 1, move: 1, lose: 1, 'lose-answer': 1, late: 1, repeat: 1, refuse: 1, slow: 1, 'lookup-fails': 1 },
    most: 2,
  }),
  scenario({
    name: 'any fault of the store',
    calls: [one, pair],
    faults: { 'store-fails': 1, 'store-unsure': 1, 'store-restart': 1, restore: 1 },
    most: 2,
    owners: 1,
    ...twoStores,
  }),
  scenario({ name: 'two stores, two owners', calls: [one, stored(one)], faults: { move: 1 }, ...twoStores }),
  scenario({
    name: 'one producer lost',
    calls: [one, elsewhere],
    faults: { missing: 1, refuse: 1, crash: 1, slow: 1 },
    most: 1,
    ...twoPartitions,
  }),
  scenario({ name: 'restored', calls: [one, stored(one)], faults: { restore: 1, slow: 1, move: 1 }, most: 2, owners: 2 }),
  scenario({
    name: 'ids in the order of time, and any two faults',
    calls: [early, stored(early)],
    faults: { crash: 1, move: 1, lose: 1, 'lose-answer': 1, late: 1, refuse: 1, slow: 1, restore: 1 },
    most: 2,
  }),
  scenario({
    name: 'ids in the order of time, and a store that goes back',
    calls: [early, later, stored(early)],
    faults: { restore: 1, slow: 1 },
    owners: 1,
  }),
  scenario({ name: 'versions expected', calls: [one, conditional, pair, reused], faults: { move: 1 } }),
  scenario({ name: 'a topic that lost more', calls: [one, pair], faults: { truncate: 2, 'store-restart': 1, move: 1, late: 1 }, most: 2 }),
];

export function scenarioNamed(name: string): Scenario {
  const found = [...smallScenarios, ...largeScenarios].find((one) => one.name === name);
  if (!found) throw new RangeError(`no scenario is called "${name}"`);
  return found;
}
