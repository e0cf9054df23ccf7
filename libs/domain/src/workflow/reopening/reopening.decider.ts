import { RetryFrom, StepRescheduled, WorkflowReopened } from '@skein/contracts';
import { decider, reject } from '../../core/decider.ts';
import { instant } from '../../core/instant.ts';
import { lastDeadline } from '../approval/approval.gate.ts';
import type { ApprovalState } from '../approval/approval.state.ts';
import { MAX_OPEN_STEPS } from '../step/step.schedule.ts';
import { MAX_KEPT_STEPS, stepStatus, type StepState } from '../step/step.state.ts';
import { stepsToRunAgain } from './steps-to-run-again.ts';

const commands = { RetryFrom };

/** A failed workflow goes on where it stopped, or from further back; what people had been asked is asked again. */
export const reopening = decider<StepState & ApprovalState, typeof commands>(commands, {
  RetryFrom({ step, reason }, state, { now }) {
    if (!stepStatus(state, step)) return reject('step.unknown', { step });
    const again = stepsToRunAgain(state, step);
    if (!again) return reject('step.too-far-back', { step, kept: MAX_KEPT_STEPS });
    if (again.length > MAX_OPEN_STEPS) return reject('workflow.too-many-open-steps', { open: again.length, most: MAX_OPEN_STEPS });

    // It would open only to expire, and that would end the workflow as rejected.
    for (const [gate, asked] of Object.entries(state.gates)) {
      const deadline = lastDeadline(asked);
      if (deadline !== undefined && deadline <= now) return reject('approval.expiry-past', { gate, expiresAt: instant(deadline) });
    }
    return [WorkflowReopened({ from: step, reason }), ...again.map((id) => StepRescheduled({ step: id }))];
  },
});
