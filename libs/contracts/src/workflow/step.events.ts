import { z } from 'zod';
import { event, type EventOf } from '../core/definition.ts';
import { Instant, Json, StepId, Subject } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';
import { StepPlan } from './step-plan.ts';
import { Usage } from './usage.ts';

const attempt = z.int().min(1);
const fence = z.int().min(1);

export const StepScheduled = event('workflow.step-scheduled', 1, StepPlan.shape);
/** Runs again as it was scheduled at first, with the same input and all its attempts. Attempts and fences are counted on. */
export const StepRescheduled = event('workflow.step-rescheduled', 1, { step: StepId });
/** `runUntil` is the end of the attempt by the step's own time-out; leases cannot move it. */
export const StepClaimed = event(
  'workflow.step-claimed',
  1,
  { step: StepId, attempt, fence, by: Subject, worker: Line.optional(), leaseUntil: Instant, runUntil: Instant.optional() },
  ['attempt', 'fence', 'leaseUntil', 'runUntil'],
);
export const StepLeaseExtended = event('workflow.step-lease-extended', 1, { step: StepId, fence, leaseUntil: Instant }, ['leaseUntil']);
export const StepCompleted = event('workflow.step-completed', 1, {
  step: StepId,
  attempt,
  fence,
  by: Subject,
  output: Json.optional(),
  usage: Usage.optional(),
});
export const StepFailed = event('workflow.step-failed', 1, {
  step: StepId,
  attempt,
  fence,
  by: Subject,
  error: z.strictObject({ message: Prose, code: Line.optional() }),
  retriable: z.boolean(),
});
/** The holder went silent (`lease`) or took too long (`timeout`). */
export const StepTimedOut = event('workflow.step-timed-out', 1, {
  step: StepId,
  attempt,
  fence,
  by: Subject,
  limit: z.enum(['lease', 'timeout']),
});
export const StepRetryScheduled = event('workflow.step-retry-scheduled', 1, { step: StepId, attempt, at: Instant });
export const StepRetryDue = event('workflow.step-retry-due', 1, { step: StepId, attempt });

export type StepEvent = EventOf<
  | typeof StepScheduled
  | typeof StepRescheduled
  | typeof StepClaimed
  | typeof StepLeaseExtended
  | typeof StepCompleted
  | typeof StepFailed
  | typeof StepTimedOut
  | typeof StepRetryScheduled
  | typeof StepRetryDue
>;
