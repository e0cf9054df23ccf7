import { StepRetryScheduled, WorkflowFailed, type Fact, type RetryPolicy } from '@skein/contracts';
import { instant } from '../../core/instant.ts';
import type { StepRecord } from './step.state.ts';

/** Milliseconds between a failed attempt and the next one: min(backoffMs × factor^(attempt − 1), maxBackoffMs). */
export const retryDelay = (attempt: number, { backoffMs, factor, maxBackoffMs }: RetryPolicy): number =>
  Math.min(Math.round(backoffMs * factor ** (attempt - 1)), maxBackoffMs);

/** Which attempt this is since the step was scheduled last. */
export const attemptOfRun = ({ attempt, spent = 0 }: StepRecord): number => attempt - spent;

interface Failure {
  message: string;
  retriable: boolean;
}

/** Another attempt if the policy has one left; otherwise the step takes its workflow with it. */
export function afterFailure(step: string, record: StepRecord, { message, retriable }: Failure, now: number): Fact {
  const { attempt, retry } = record;
  const tried = attemptOfRun(record);
  if (!retriable || tried >= retry.maxAttempts) return WorkflowFailed({ step, message });
  return StepRetryScheduled({ step, attempt: attempt + 1, at: instant(now + retryDelay(tried, retry)) });
}
