import { z } from 'zod';

export const WorkflowStatus = z
  .enum(['running', 'awaiting_approval', 'paused', 'compensating', 'completed', 'failed', 'rejected', 'cancelled', 'expired'])
  .meta({ id: 'WorkflowStatus' });
export type WorkflowStatus = z.infer<typeof WorkflowStatus>;

/** A workflow in one of these accepts only notes. */
export const closedStatuses: ReadonlySet<WorkflowStatus> = new Set(['completed', 'failed', 'rejected', 'cancelled', 'expired']);

/** blocked: waits for other steps. ready: may be claimed. retrying: waits for its next attempt. cancelled: its workflow ended first. */
export const StepStatus = z
  .enum(['blocked', 'ready', 'claimed', 'retrying', 'completed', 'failed', 'cancelled'])
  .meta({ id: 'StepStatus' });
export type StepStatus = z.infer<typeof StepStatus>;

/** cancelled: its workflow ended before enough people had voted. */
export const GateStatus = z.enum(['open', 'granted', 'rejected', 'expired', 'cancelled']).meta({ id: 'GateStatus' });
export type GateStatus = z.infer<typeof GateStatus>;
