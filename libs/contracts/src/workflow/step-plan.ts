import { z } from 'zod';
import { Capability, Json, StepId, Subject } from '../core/primitives.ts';
import { Line } from '../core/text.ts';

/** How often and how soon a failed or timed-out step is tried again. Delay before attempt n+1 = min(backoffMs × factor^(n-1), maxBackoffMs). */
export const RetryPolicy = z
  .strictObject({
    maxAttempts: z.int().min(1).max(100).default(3),
    backoffMs: z.int().min(0).max(86_400_000).default(1_000),
    factor: z.number().min(1).max(10).default(2),
    maxBackoffMs: z.int().min(0).max(86_400_000).default(60_000),
  })
  .meta({ id: 'RetryPolicy' });
export type RetryPolicy = z.infer<typeof RetryPolicy>;

export const DEFAULT_RETRY: Readonly<RetryPolicy> = Object.freeze({ maxAttempts: 3, backoffMs: 1_000, factor: 2, maxBackoffMs: 60_000 });

/** A piece of work for one agent: whoever offers `capability`, or the named `agent` only. */
export const StepPlan = z
  .strictObject({
    step: StepId,
    title: Line.optional(),
    capability: Capability,
    /** Only this subject may claim the step. */
    agent: Subject.optional(),
    input: Json.optional(),
    /** Steps of the same workflow that must be completed first. They must exist when this one is scheduled. */
    dependsOn: z.array(StepId).max(50).default([]),
    retry: RetryPolicy.default(DEFAULT_RETRY),
    /** Longest time from claim to completion, whatever leases are extended; 0 = no limit. */
    timeoutMs: z
      .int()
      .min(0)
      .max(30 * 86_400_000)
      .default(0),
    /** Higher is offered first. */
    priority: z.int().min(-100).max(100).default(0),
  })
  .meta({ id: 'StepPlan' });
export type StepPlan = z.infer<typeof StepPlan>;
