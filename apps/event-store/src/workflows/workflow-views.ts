import { positionToken, type StepView, type WorkflowView } from '@skein/contracts';

export interface WorkflowRow {
  stream: string;
  partition: number;
  seq: number;
  version: number;
  title: string;
  status: WorkflowView['status'];
  tags: string[];
  parent: string | null;
  open_steps: number;
  completed_steps: number;
  failed_attempts: number;
  open_gates: number;
  signals: number;
  input_tokens: number;
  output_tokens: number;
  cost_micro_usd: number;
  started_at: Date;
  updated_at: Date;
  closed_at: Date | null;
  expires_at: Date | null;
  broken: boolean;
}

export interface StepRow {
  stream: string;
  step: string;
  title: string | null;
  capability: string;
  agent: string | null;
  status: StepView['status'];
  attempt: number;
  fence: number;
  priority: number;
  held_by: string | null;
  lease_until: Date | null;
  depends_on: string[];
  scheduled_by: number;
  updated_at: Date;
}

export const workflowView = (row: WorkflowRow): WorkflowView => ({
  id: row.stream,
  title: row.title,
  status: row.status,
  tags: row.tags,
  ...(row.parent === null ? {} : { parent: row.parent }),
  version: row.version,
  openSteps: row.open_steps,
  completedSteps: row.completed_steps,
  failedAttempts: row.failed_attempts,
  openGates: row.open_gates,
  signals: row.signals,
  usage: { inputTokens: row.input_tokens, outputTokens: row.output_tokens, costMicroUsd: row.cost_micro_usd },
  startedAt: row.started_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  ...(row.closed_at ? { closedAt: row.closed_at.toISOString() } : {}),
  ...(row.expires_at ? { expiresAt: row.expires_at.toISOString() } : {}),
  position: positionToken({ category: 'workflow', partition: row.partition, seq: row.seq }),
  ...(row.broken ? { broken: true } : {}),
});

export const stepView = (row: StepRow): StepView => ({
  workflow: row.stream,
  step: row.step,
  ...(row.title === null ? {} : { title: row.title }),
  capability: row.capability,
  ...(row.agent === null ? {} : { agent: row.agent }),
  status: row.status,
  attempt: row.attempt,
  fence: row.fence,
  priority: row.priority,
  ...(row.held_by === null ? {} : { heldBy: row.held_by }),
  ...(row.lease_until ? { leaseUntil: row.lease_until.toISOString() } : {}),
  dependsOn: row.depends_on,
  updatedAt: row.updated_at.toISOString(),
});
