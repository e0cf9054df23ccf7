import { reject, type Answer } from '../../core/decider.ts';
import { entry } from '../../core/entry.ts';
import { stepStatus, type Hold, type StepRecord, type StepState } from './step.state.ts';

export type HeldStep = StepRecord & { readonly hold: Hold };

export const isHeld = (found: HeldStep | Answer): found is HeldStep => 'hold' in found;

/** The step, if this is its newest fence and its holder. No clock is asked: a lease lasts until its timer has fired. */
export function heldStep(state: StepState, step: string, fence: number, subject: string): HeldStep | Answer {
  const status = stepStatus(state, step);
  if (!status) return reject('step.unknown', { step });
  const found = entry(state.steps, step);
  if (!found?.hold || found.fence !== fence)
    return reject('step.lease-stale', { step, fence, status, ...(found && { newest: found.fence }) });
  if (found.hold.by !== subject) return reject('step.not-yours', { step, heldBy: found.hold.by });
  return { ...found, hold: found.hold };
}
