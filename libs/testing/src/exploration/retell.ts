import type { Scenario } from './scenario.ts';
import { firstWorld, stepsOf, take } from './steps.ts';
import { Violation } from './world.ts';

/** What goes wrong when these steps are taken, in this order; those that are not possible are left out. */
export function retell(scenario: Scenario, story: readonly string[]): { what: string; story: string[] } | undefined {
  let world = firstWorld(scenario);
  const told: string[] = [];
  for (const line of story) {
    const step = stepsOf(world).find((one) => one.story() === line);
    if (!step) continue;
    told.push(line);
    try {
      world = take(world, step);
    } catch (error) {
      if (error instanceof Violation) return { what: error.message, story: told };
      throw error;
    }
  }
  return undefined;
}

const sameKind = (one: string, other: string) => one.replace(/\d+/g, '') === other.replace(/\d+/g, '');

/** Leaves out whatever is not needed for the same violation: first long stretches, then single steps. */
export function shortened(scenario: Scenario, story: readonly string[], what: string): readonly string[] {
  let shortest = story;
  for (let length = Math.ceil(story.length / 2); length >= 1; length = length > 1 ? Math.ceil(length / 2) : 0) {
    for (let from = shortest.length - length; from >= 0; from--) {
      const without = [...shortest.slice(0, from), ...shortest.slice(from + length)];
      const again = retell(scenario, without);
      if (again && sameKind(again.what, what) && again.story.length < shortest.length) {
        shortest = again.story;
        from = Math.min(from, shortest.length - length + 1);
      }
    }
  }
  return shortest;
}
