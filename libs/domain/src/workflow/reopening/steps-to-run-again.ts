import { entry } from '../../core/entry.ts';
import type { StepState } from '../step/step.state.ts';

/**
 * What runs again from this step on, each after the steps that it depends on: everything that was not completed; and if the step itself was,
 * it and whatever was completed behind it. `undefined` when it was completed too long ago to be known still.
 */
export function stepsToRunAgain(state: StepState, from: string): string[] | undefined {
  const again = new Map(Object.entries(state.steps).map(([step, { scheduledBy }]) => [step, scheduledBy]));
  if (!entry(state.steps, from)) {
    const start = state.recent.findIndex(({ step }) => step === from);
    if (start === -1) return undefined;
    const redone = new Set([from]);
    // In the order of completion: nothing is completed before what it depends on.
    for (const { step, dependsOn, scheduledBy } of state.recent.slice(start)) {
      if (!redone.has(step) && !dependsOn.some((id) => redone.has(id))) continue;
      redone.add(step);
      again.set(step, scheduledBy);
    }
  }
  return [...again].toSorted(([, one], [, other]) => one - other).map(([step]) => step);
}
