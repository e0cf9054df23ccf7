import type { GivenCommand } from './given-command.ts';
import { callSteps, newWorld, possibleSteps, take } from './steps.ts';
import { Violation } from './world.ts';

/** What goes wrong when these steps are made, in this order; steps that are not possible are left out. */
function replay(script: readonly GivenCommand[], story: readonly string[]): { violation: string; made: string[] } | undefined {
  const world = newWorld(script);
  const made: string[] = [];
  for (const line of story) {
    const step = [...possibleSteps(world), ...callSteps(world)].find((one) => one.story === line);
    if (!step) continue;
    made.push(line);
    try {
      take(world, step);
    } catch (error) {
      if (error instanceof Violation) return { violation: error.message, made };
      throw error;
    }
  }
  return undefined;
}

const sameKind = (one: string, other: string) => one.replace(/\d+/g, '') === other.replace(/\d+/g, '');

/** Leaves out of a story whatever is not needed for the same violation: first long stretches, then single steps. */
export function shorten(script: readonly GivenCommand[], story: readonly string[], violation: string): readonly string[] {
  let shortest = story;
  for (let length = Math.ceil(story.length / 2); length >= 1; length = length > 1 ? Math.ceil(length / 2) : 0) {
    for (let from = shortest.length - length; from >= 0; from--) {
      const without = [...shortest.slice(0, from), ...shortest.slice(from + length)];
      const again = replay(script, without);
      if (again && sameKind(again.violation, violation) && again.made.length < shortest.length) {
        shortest = again.made;
        from = Math.min(from, shortest.length - length + 1);
      }
    }
  }
  return shortest;
}
