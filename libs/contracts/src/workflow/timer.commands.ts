import { z } from 'zod';
import { command } from '../core/definition.ts';
import { Instant } from '../core/primitives.ts';

export const TimerPurpose = z
  .enum(['step-lease', 'step-timeout', 'step-retry', 'approval-expiry', 'approval-escalation', 'workflow-ttl'])
  .meta({ id: 'TimerPurpose' });
export type TimerPurpose = z.infer<typeof TimerPurpose>;

/**
 * Sent by owners when a deadline has come, never by callers. It names the deadline by the stream version that set it, and does
 * something only if the state still holds that very deadline; it never compares clocks.
 */
export const FireTimer = command('workflow.fire-timer', {
  purpose: TimerPurpose,
  /** The step or gate; empty for the workflow itself. */
  subject: z.string().max(64),
  setBy: z.int().min(1),
  due: Instant,
});
