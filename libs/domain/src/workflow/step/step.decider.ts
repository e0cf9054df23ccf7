import {
  ClaimStep,
  CompleteStep,
  ExtendLease,
  FailStep,
  ScheduleStep,
  StepClaimed,
  StepCompleted,
  StepFailed,
  StepLeaseExtended,
} from '@skein/contracts';
import { decider, isEvents, reject } from '../../core/decider.ts';
import { instant } from '../../core/instant.ts';
import { heldStep, isHeld } from './step.holder.ts';
import { afterFailure } from './step.retry.ts';
import { schedule } from './step.schedule.ts';
import { stepStatus, type StepState } from './step.state.ts';
import { exceeds, type UsageState } from '../usage/usage.state.ts';

const commands = { ScheduleStep, ClaimStep, ExtendLease, CompleteStep, FailStep };

/** A step is done by one holder at a time; its fence grows with every claim, and only the newest one counts. */
export const step = decider<StepState & UsageState, typeof commands>(commands, {
  ScheduleStep: (plan, state) => schedule([plan], state),

  ClaimStep({ step, leaseMs, worker }, state, { actor, now }) {
    const status = stepStatus(state, step);
    if (!status) return reject('step.unknown', { step });
    if (status !== 'ready') return reject('step.not-runnable', { step, status });
    const { agent, attempt, fence, timeoutMs } = state.steps[step]!;
    if (agent && agent !== actor.subject) return reject('step.not-yours', { step, keptFor: agent });

    const runUntil = timeoutMs > 0 ? now + timeoutMs : undefined;
    const claim = { step, attempt: attempt + 1, fence: fence + 1, by: actor.subject, worker };
    return [
      StepClaimed({
        ...claim,
        leaseUntil: leaseEnd(now + leaseMs, runUntil),
        runUntil: runUntil === undefined ? undefined : instant(runUntil),
      }),
    ];
  },

  ExtendLease({ step, fence, leaseMs }, state, { actor, now }) {
    const held = heldStep(state, step, fence, actor.subject);
    if (!isHeld(held)) return held;
    return [StepLeaseExtended({ step, fence, leaseUntil: leaseEnd(now + leaseMs, held.hold.runUntil) })];
  },

  CompleteStep({ step, fence, output, usage, next }, state, { actor }) {
    const held = heldStep(state, step, fence, actor.subject);
    if (!isHeld(held)) return held;
    if (usage && exceeds(state, usage)) return reject('usage.too-large', { counted: state.usage });
    // A step that is done once more plans what it planned before; that is there.
    const fresh = held.redone ? next.filter((plan) => !stepStatus(state, plan.step)) : next;
    const scheduled = schedule(fresh, state, 1);
    if (!isEvents(scheduled)) return scheduled;
    return [StepCompleted({ step, attempt: held.attempt, fence, by: actor.subject, output, usage }), ...scheduled];
  },

  FailStep({ step, fence, error, retriable }, state, { actor, now }) {
    const held = heldStep(state, step, fence, actor.subject);
    if (!isHeld(held)) return held;
    const failed = StepFailed({ step, attempt: held.attempt, fence, by: actor.subject, error, retriable });
    return [failed, afterFailure(step, held, { message: error.message, retriable }, now)];
  },
});

const leaseEnd = (wanted: number, runUntil = Infinity): string => instant(Math.min(wanted, runUntil));
