import { z } from 'zod';
import { command } from '../core/definition.ts';
import { Json, StepId } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';
import { StepPlan } from './step-plan.ts';
import { Usage } from './usage.ts';

/** Longest and default lease of a claimed step. */
export const DEFAULT_LEASE_MS = 30_000;
export const LeaseMs = z.int().min(100).max(3_600_000);
export const Fence = z.int().min(1);

export const ScheduleStep = command('workflow.schedule-step', StepPlan.shape);
export const ClaimStep = command('workflow.claim-step', {
  step: StepId,
  leaseMs: LeaseMs.default(DEFAULT_LEASE_MS),
  /** A label for people: which process of the claiming subject works on it. */
  worker: Line.optional(),
});
export const ExtendLease = command('workflow.extend-lease', { step: StepId, fence: Fence, leaseMs: LeaseMs.default(DEFAULT_LEASE_MS) });
export const CompleteStep = command('workflow.complete-step', {
  step: StepId,
  fence: Fence,
  output: Json.optional(),
  usage: Usage.optional(),
  /** Steps to schedule in the same decision, before the workflow would count as finished. */
  next: z.array(StepPlan).max(50).default([]),
});
export const FailStep = command('workflow.fail-step', {
  step: StepId,
  fence: Fence,
  error: z.strictObject({ message: Prose, code: Line.optional() }),
  retriable: z.boolean().default(true),
});
