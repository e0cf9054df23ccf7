import { LogNodes } from './log-node.ts';
import { assign, ownerProcess } from './owner-process.ts';
import { ownerSteps } from './owner-steps.ts';
import { requestSteps } from './request-steps.ts';
import { faults, partitionsOf, type Fault, type Scenario } from './scenario.ts';
import { emptyDatabase, restored } from './stored.ts';
import { storeInstance, storeSteps, tellStore } from './store-instance.ts';
import { draftOf, Violation, type Step, type World } from './world.ts';

/** All partitions belong to the first owner, nothing is in the log, and everybody has begun: beginnings come again with moves and restarts. */
export function firstWorld(scenario: Scenario): World {
  const nodes = new LogNodes(scenario);
  const partitions = Array.from({ length: partitionsOf(scenario) }, (_, partition) => partition);
  const left = Object.fromEntries(faults.map((fault) => [fault, scenario.faults[fault] ?? 0])) as Record<Fault, number>;
  const world: World = {
    scenario,
    nodes,
    logs: partitions.map((partition) => nodes.empty(partition)),
    formerly: [],
    requests: [],
    remembered: [],
    database: emptyDatabase(partitions.length),
    owners: ['A', 'B', 'C'].slice(0, scenario.owners).map((name) => ownerProcess(scenario, name)),
    stores: ['X', 'Y'].slice(0, scenario.stores).map((name) => storeInstance(scenario, name)),
    given: 0,
    waitingAt: [],
    left: { ...left, most: scenario.most },
  };
  for (const partition of partitions) assign(world, 0, partition);
  return begun(world);
}

/** Nothing has been given to anybody yet, so whatever can happen leads to one and the same world. */
function begun(world: World): World {
  const step = stepsOf(world).find(({ calls, fault }) => !calls && !fault);
  return step ? begun(step.next()) : world;
}

/** All that may happen next, within the bound. */
export function stepsOf(world: World): Step[] {
  const steps = [
    ...world.requests.flatMap((request) => requestSteps(world, request)),
    ...world.owners.flatMap((_, who) => ownerSteps(world, who)),
    ...world.stores.flatMap((_, which) => storeSteps(world, which)),
    ...disasters(world),
  ];
  return steps.filter(({ fault }) => !fault || (world.left[fault] > 0 && world.left.most > 0));
}

function disasters(world: World): Step[] {
  const steps: Step[] = [];
  const step = (fault: Fault, story: string, change: (next: World) => void) =>
    steps.push({
      fault,
      story: () => story,
      next: () => {
        const next = draftOf(world);
        change(next);
        return next;
      },
    });
  if (world.database.before) {
    step('restore', 'The database goes back by one transaction', (next) => {
      next.database = restored(next.database);
      next.stores.forEach(({ units }, which) =>
        units.forEach(({ state }, partition) => tellStore(next, which, partition, { kind: 'lost', incarnation: state.incarnation })),
      );
    });
  }
  world.logs.forEach((end, partition) => {
    if (!end.before) return;
    step('truncate', `The topic loses its last record, at offset ${end.length - 1}`, (next) => {
      next.formerly = [...next.formerly, end];
      next.logs = next.logs.map((one, index) => (index === partition ? end.before! : one));
    });
  });
  return steps;
}

/** Makes a step and checks what the log says after it. */
export function take(world: World, { fault, next }: Step): World {
  const made = next();
  if (fault) made.left = { ...made.left, [fault]: made.left[fault] - 1, most: made.left.most - 1 };
  if (made.formerly.length === 0) for (const { reading } of made.logs) if (reading.violation) throw new Violation(reading.violation);
  if (fault === 'restore' && made.left.restore === 0) made.database = { ...made.database, before: undefined };
  return made;
}
