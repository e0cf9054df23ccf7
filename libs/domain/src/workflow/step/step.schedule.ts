import { StepScheduled, type StepPlan } from '@skein/contracts';
import { reject, type Answer } from '../../core/decider.ts';
import { stepStatus, type StepState } from './step.state.ts';

/** Bounds the state, and with it what one decision costs. */
export const MAX_OPEN_STEPS = 1_000;

/** A step may depend on steps that exist already or come earlier in the same list, so there are no cycles. `closing` steps end in the same decision. */
export function schedule(plans: readonly StepPlan[], state: StepState, closing = 0): Answer {
  const open = state.openSteps - closing + plans.length;
  if (open > MAX_OPEN_STEPS) return reject('workflow.too-many-open-steps', { open, most: MAX_OPEN_STEPS });

  const earlier = new Set<string>();
  const exists = (step: string) => earlier.has(step) || stepStatus(state, step) !== undefined;
  for (const { step, dependsOn } of plans) {
    if (exists(step)) return reject('step.exists', { step });
    const missing = dependsOn.find((id) => !exists(id));
    if (missing !== undefined) return reject('step.dependency-unknown', { step, missing });
    earlier.add(step);
  }
  return plans.map(StepScheduled);
}
