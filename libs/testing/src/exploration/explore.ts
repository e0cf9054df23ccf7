import { fingerprint } from './fingerprint.ts';
import type { Scenario } from './scenario.ts';
import { SeenStates } from './seen-states.ts';
import { firstWorld, stepsOf, take } from './steps.ts';
import { Violation, type Step, type World } from './world.ts';
import { shortened } from './retell.ts';

export interface Exploration {
  scenario: string;
  states: number;
  transitions: number;
  /** Steps from the beginning to the world that is furthest from it, on the way that was taken there. */
  depth: number;
  /** Worlds in which nothing is left to happen but faults. */
  ends: number;
  seconds: number;
  /** Nothing within the bound was left out. */
  complete: boolean;
  violation?: { what: string; story: readonly string[] };
}

interface Frame {
  world: World;
  steps: readonly Step[];
  at: number;
}

interface Options {
  /** States after which it gives up. */
  most?: number;
  onProgress?: (soFar: Exploration) => void;
}

/** Every interleaving within the bound, each world once, depth first, until a promise is broken. */
export function explore(scenario: Scenario, { most = Infinity, onProgress }: Options = {}): Exploration {
  const began = performance.now();
  const seen = new SeenStates();
  const print = new Uint32Array(2);
  const report: Exploration = { scenario: scenario.name, states: 0, transitions: 0, depth: 0, ends: 0, seconds: 0, complete: true };
  const path: Frame[] = [];
  const enter = (world: World): void => {
    fingerprint(world, print);
    if (!seen.add(print[0]!, print[1]!)) return;
    const steps = stepsOf(world);
    if (!steps.some(({ fault }) => !fault)) mustBeAtRest(world, report);
    path.push({ world, steps, at: 0 });
    report.depth = Math.max(report.depth, path.length - 1);
    if (onProgress && seen.size % 500_000 === 0) onProgress({ ...report, states: seen.size, seconds: (performance.now() - began) / 1000 });
  };
  try {
    enter(firstWorld(scenario));
    while (path.length > 0) {
      const frame = path.at(-1)!;
      const step = frame.steps[frame.at++];
      if (!step) path.pop();
      else if (seen.size >= most) {
        report.complete = false;
        break;
      } else {
        report.transitions += 1;
        enter(take(frame.world, step));
      }
    }
  } catch (error) {
    if (!(error instanceof Violation)) throw new Error(storyOf(path).join('\n'), { cause: error });
    report.violation = { what: error.message, story: shortened(scenario, storyOf(path), error.message) };
  }
  return { ...report, states: seen.size, seconds: (performance.now() - began) / 1000 };
}

const storyOf = (path: readonly Frame[]) => path.map(({ steps, at }) => steps[at - 1]?.story()).filter((one) => one !== undefined);

/** Nothing is left to happen but faults: whoever asked an owner that goes on has been answered. */
function mustBeAtRest({ owners, waitingAt, scenario, formerly, logs }: World, report: Exploration): void {
  report.ends += 1;
  const isFull = logs.some(({ length }) => length > scenario.longest - 3);
  if (formerly.length > 0 || isFull) return;
  waitingAt.forEach((at, ref) => {
    const owner = owners.find(({ name }) => name === at);
    if (owner) throw new Violation(`${scenario.calls[ref]!.given.id} is never answered`);
  });
}
