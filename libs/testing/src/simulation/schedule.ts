import { backlogOf } from '@skein/log';
import type { GivenCommand } from './given-command.ts';
import { assign, give, revoke } from './owner-node.ts';
import { randomFrom } from './random.ts';
import { shorten } from './shorten.ts';
import { callSteps, newWorld, possibleSteps, take } from './steps.ts';
import { Violation, type Step, type World } from './world.ts';

/** How often each kind of step is chosen, against the others. */
export type Weights = Readonly<Record<string, number>>;

export const normal: Weights = { land: 6, 'time-out': 2, ask: 6, tell: 6, cursor: 3, take: 4, commit: 1, store: 6, fetch: 4, wake: 0.5 };
/** Callers may do much at any time: they are asked now and then only, and weigh the more. */
const calls: Weights = { call: 1.2, publish: 0.4 };
const CALLERS_ASKED = 0.25;
export const faults: Weights = {
  'lose-answer': 1,
  lose: 1,
  refuse: 0.5,
  repeat: 0.3,
  late: 1.5,
  crash: 0.15,
  freeze: 0.2,
  revoke: 0.3,
  'store-restart': 0.1,
  'store-fails': 0.5,
  'store-unsure': 0.5,
  'look-up-fails': 0.5,
  restore: 0.3,
};

export interface Report {
  violation: string;
  /** What happened, step by step. */
  story: readonly string[];
}

/** One random schedule: faults for a while, then none until everything is settled. Answers with what went wrong, if anything did. */
export function runSchedule(seed: number, script: readonly GivenCommand[], steps = 80): Report | undefined {
  const random = randomFrom(seed);
  const someFaults = Object.fromEntries(Object.entries(faults).filter(() => random() < 0.4));
  const weights = unevenly({ ...normal, ...calls, assign: 1, ...someFaults }, random);
  const world = newWorld(script);
  const story: string[] = [];
  try {
    for (let i = 0; i < steps; i++) takeOne(world, weights, random, story);
    settle(world, random, story);
    return undefined;
  } catch (error) {
    if (!(error instanceof Violation)) throw new Error(`seed ${seed}, after: ${story.join('; ')}`, { cause: error });
    return { violation: error.message, story: shorten(script, story, error.message) };
  }
}

/** Every schedule has its own slow and fast parts. */
const unevenly = (weights: Weights, random: () => number): Weights =>
  Object.fromEntries(Object.entries(weights).map(([kind, weight]) => [kind, weight * 4 ** (2 * random() - 1)]));

function takeOne(world: World, weights: Weights, random: () => number, story: string[]): boolean {
  const callersToo = weights['call'] && random() < CALLERS_ASKED;
  const all = callersToo ? [...possibleSteps(world), ...callSteps(world)] : possibleSteps(world);
  const steps = all.filter(({ kind }) => weights[kind]);
  const step = choose(steps, weights, random);
  if (!step) return false;
  story.push(step.story);
  take(world, step);
  return true;
}

function choose(steps: readonly Step[], weights: Weights, random: () => number): Step | undefined {
  let left = random() * steps.reduce((sum, { kind }) => sum + weights[kind]!, 0);
  return steps.find(({ kind }) => (left -= weights[kind]!) < 0);
}

/** No more faults, one owner: everything must come to rest, and every command that is given again must be answered. */
function settle(world: World, random: () => number, story: string[]): void {
  story.push('— no more faults, B only —');
  const [a, b] = world.owners as [World['owners'][0], World['owners'][0]];
  for (const node of world.owners) node.frozen = false;
  if (a.assigned) revoke(world, a);
  if (!b.assigned) assign(world, b);
  comeToRest(world, random, story);
  give(
    world,
    b,
    world.script.map((given) => ({ given, wait: 'stored' })),
  );
  comeToRest(world, random, story);
  mustBeAtRest(world, b);
}

function comeToRest(world: World, random: () => number, story: string[]): void {
  for (let i = 0; takeOne(world, normal, random, story); i++) if (i > 3000) throw new Violation('it does not come to rest');
}

function mustBeAtRest(world: World, owner: World['owners'][0]): void {
  const { state, taken } = owner;
  const open = taken.find(({ answer }) => answer === 'open');
  if (open) throw new Violation(`${open.given.id} is never answered`);
  if (state.phase !== 'ready' || backlogOf(state) > 0 || state.unstored.length > 0) throw new Violation(`the owner is left ${state.phase}`);
  if (world.database.cursor.nextOffset !== world.log.length) throw new Violation('the store has not read to the end');
  if (world.committed !== world.topic.length) throw new Violation('the commands topic is not settled to its end');
}
