import { append, start } from '../simulation/given-command.ts';
import { scenario, type Call, type Scenario } from './scenario.ts';

const one: Call = { given: { id: 'c1', fact: append('one') }, wait: 'logged' };
const pair: Call = { given: { id: 'c2', fact: append('two', 'three') }, wait: 'stored' };
const other: Call = { given: { id: 'c1', fact: append('something else under the same id') }, wait: 'logged' };
const elsewhere: Call = { given: { id: 'c1', stream: 's2', fact: start('the same id in another stream') }, wait: 'logged' };
const stored = (call: Call): Call => ({ ...call, wait: 'stored' });

/** Each is explored whole by every run of the tests, in seconds. */
export const smallScenarios: readonly Scenario[] = [
  scenario({ name: 'two owners', calls: [one, pair], faults: { move: 1 } }),
  scenario({ name: 'sent again', calls: [one, stored(one), other], faults: { slow: 2 } }),
  scenario({ name: 'a late batch', calls: [one, stored(one)], faults: { late: 1, repeat: 1 } }),
  scenario({ name: 'late lookups', calls: [one, elsewhere, one], faults: { slow: 2, restore: 1 }, limits: { lookup: 1 } }),
  scenario({ name: 'overtaken', calls: [one, pair], faults: { move: 1, 'lose-answer': 1 } }),
  scenario({ name: 'answers lost', calls: [one, pair], faults: { lose: 2, 'lose-answer': 2, late: 1 }, most: 2 }),
  scenario({
    name: 'groups of the store',
    calls: [pair, one],
    faults: { 'store-unsure': 1, 'store-fails': 1 },
    stores: 2,
    storeGroup: 2,
    fetch: 1,
    owners: 1,
  }),
];

export function scenarioNamed(name: string): Scenario {
  const found = smallScenarios.find((one) => one.name === name);
  if (!found) throw new RangeError(`no scenario is called "${name}"`);
  return found;
}
