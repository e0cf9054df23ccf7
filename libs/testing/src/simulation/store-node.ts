import { initialStore, recordHash, stepStore, type StoreEffect, type StoreInput } from '@skein/log';
import { commitGroup } from './database.ts';
import { named, Violation, type Step, type StoreNode, type World } from './world.ts';

const GROUP = 3;
const FETCH = 4;

export const storeNode = (name: string): StoreNode => ({
  name,
  state: initialStore('memory', 0, GROUP),
  position: 0,
  asked: [],
  mail: [],
  counters: {},
});

export function tellStore(node: StoreNode, input: StoreInput): void {
  for (const effect of stepStore(node.state, input).effects) run(node, effect);
}

function run(node: StoreNode, effect: StoreEffect): void {
  switch (effect.kind) {
    case 'read-cursor':
    case 'commit':
      node.asked.push({ name: named(node, effect.kind), effect });
      return;
    case 'retry-later':
      node.asked.push({ name: named(node, 'commit'), effect: { ...effect, kind: 'commit' } });
      return;
    case 'seek':
      node.position = effect.offset;
      return;
    case 'park':
      throw new Violation(`${node.name} parks: ${effect.detail}`);
    case 'drop-folds':
    case 'moved':
      return;
  }
}

/** Everything that can happen at an instance of the store. Two of them may believe that the partition is theirs. */
export function storeSteps(world: World, node: StoreNode): Step[] {
  const { name } = node;
  const step = (kind: string, what: string, run: () => void): Step => ({ kind, story: `${name} ${what}`, run });
  const steps = node.mail.map((one) => step('store', `is told ${one.name}`, () => deliver(node, one)));
  steps.push(step('store-restart', 'starts anew', () => restart(node)));
  for (const one of node.asked) {
    steps.push(step('store', `has ${one.name} done`, () => carryOut(world, node, one)));
    if (one.effect.kind === 'commit') {
      steps.push(step('store-fails', `fails at ${one.name}`, () => fail(node, one)));
      steps.push(
        step('store-unsure', `commits ${one.name} and hears of a failure`, () => (carryOut(world, node, one, false), fail(node, one))),
      );
    }
  }
  if (node.state.phase === 'ready' && node.position < world.log.length) steps.push(step('fetch', 'fetches', () => fetch(world, node)));
  return steps;
}

function deliver(node: StoreNode, mail: StoreNode['mail'][number]): void {
  node.mail = node.mail.filter((one) => one !== mail);
  tellStore(node, mail.input);
}

function restart(node: StoreNode): void {
  Object.assign(node, { ...storeNode(node.name), counters: node.counters });
  tellStore(node, { kind: 'assigned' });
}

function fetch({ log }: World, node: StoreNode): void {
  const records = log.slice(node.position, node.position + FETCH).map((value, index) => ({ offset: node.position + index, value }));
  node.position += records.length;
  tellStore(node, { kind: 'fetched', records });
}

function fail(node: StoreNode, { name, effect }: StoreNode['asked'][number]): void {
  node.asked = node.asked.filter((one) => one.effect !== effect);
  node.mail.push({ name: `of the failed ${name}`, input: { kind: 'failed', incarnation: effect.incarnation } });
}

function carryOut(world: World, node: StoreNode, { name, effect }: StoreNode['asked'][number], heard = true): void {
  const { database, log } = world;
  const { incarnation } = effect;
  node.asked = node.asked.filter((one) => one.effect !== effect);
  if (effect.kind === 'commit') {
    const kind = commitGroup(database, effect.group) ? 'committed' : 'lost';
    if (heard) node.mail.push({ name: `of ${name}`, input: { kind, incarnation } });
    return;
  }
  const { cursor } = database;
  const atHead = log[cursor.headOffset];
  const ends = { logStart: 0, highWatermark: log.length };
  const headRecordHash = atHead === undefined ? undefined : recordHash(atHead);
  node.mail.push({ name: `of ${name}`, input: { kind: 'cursor', incarnation, cursor, ends, headRecordHash } });
}
