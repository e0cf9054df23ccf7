import { emptyAudit, mustAgree, readOn } from './audit.ts';
import { emptyDatabase, restore } from './database.ts';
import type { GivenCommand } from './given-command.ts';
import { assign, give, ownerNode } from './owner-node.ts';
import { ownerSteps } from './owner-steps.ts';
import { partitionSteps } from './partition.ts';
import { storeNode, storeSteps, tellStore } from './store-node.ts';
import type { Step, World } from './world.ts';

/** Two owners, of which A is assigned, two stores, and nothing in the log. */
export function newWorld(script: readonly GivenCommand[]): World {
  const world: World = {
    now: Date.parse('2026-01-15T12:00:00.000Z'),
    log: [],
    remembered: new Map(),
    requests: [],
    refusals: 0,
    database: emptyDatabase(),
    stores: ['X', 'Y'].map(storeNode),
    owners: ['A', 'B'].map(ownerNode),
    script,
    topic: [],
    committed: 0,
    audit: emptyAudit(),
  };
  for (const store of world.stores) tellStore(store, { kind: 'assigned' });
  assign(world, world.owners[0]!);
  return world;
}

/** All that may happen next, beside what callers do. */
export function possibleSteps(world: World): Step[] {
  const steps = [...partitionSteps(world), ...world.owners.flatMap((node) => ownerSteps(world, node))];
  steps.push(...world.stores.flatMap((node) => storeSteps(world, node)));
  const { backups } = world.database;
  if (backups.length > 1) {
    steps.push({ kind: 'restore', story: 'the database goes back by one transaction', run: () => goBack(world) });
  }
  return steps;
}

/** Every connection breaks; a store that connects again reads its cursor again. */
function goBack({ database, stores }: World): void {
  restore(database, database.backups.length - 2);
  for (const store of stores) tellStore(store, { kind: 'lost', incarnation: store.state.incarnation });
}

/** What callers may do next: give a command to an owner, or put it on the commands topic; as often as they like. */
export function callSteps(world: World): Step[] {
  return world.script.flatMap((given) => callsOf(world, given));
}

function callsOf(world: World, given: GivenCommand): Step[] {
  const what = `${given.id} (${given.fact.type}) of ${given.stream ?? 's1'}`;
  const ready = world.owners.filter(({ assigned, frozen }) => assigned && !frozen);
  const calls = ready.flatMap((node) =>
    (['logged', 'stored'] as const).map((wait): Step => {
      return { kind: 'call', story: `a caller gives ${node.name} ${what}, ${wait}`, run: () => give(world, node, [{ given, wait }]) };
    }),
  );
  const publish: Step = { kind: 'publish', story: `${what} is put on the commands topic`, run: () => void world.topic.push(given) };
  return [...calls, publish];
}

/** Makes one step and checks everything that must hold after every step. */
export function take(world: World, { run }: Step): void {
  world.now += 1;
  const logged = world.log.length;
  const { cursor } = world.database;
  run();
  if (world.log.length !== logged) readOn(world);
  if (world.database.cursor !== cursor) mustAgree(world);
}
