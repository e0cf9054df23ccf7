import { completedSteps, type GateRow, type StepRecord, type WorkflowState } from '@skein/domain';
import type { ApprovalRow, StepRow, StreamRef, WorkflowRow } from '@skein/postgres';

interface Placed extends StreamRef {
  partition: number;
}

const ms = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant));

export const workflowRow = (place: Placed & { seq: number }, state: WorkflowState, expiresAt: number | undefined): WorkflowRow => ({
  tenant: place.tenant,
  stream: place.stream,
  partition: place.partition,
  seq: place.seq,
  version: state.version,
  title: state.title,
  status: state.status,
  tags: state.tags,
  parent: state.parent,
  openSteps: state.openSteps,
  completedSteps: completedSteps(state),
  failedAttempts: state.failedAttempts,
  openGates: state.openGates,
  signals: state.signalCount,
  inputTokens: state.usage.inputTokens,
  outputTokens: state.usage.outputTokens,
  costMicroUsd: state.usage.costMicroUsd,
  startedAt: state.startedAt,
  updatedAt: state.updatedAt,
  closedAt: state.closedAt,
  expiresAt,
});

export const stepRow = ({ tenant, stream, partition }: Placed, step: string, record: StepRecord): StepRow => ({
  tenant,
  stream,
  step,
  partition,
  title: record.title,
  capability: record.capability,
  agent: record.agent,
  status: record.status,
  attempt: record.attempt,
  fence: record.fence,
  priority: record.priority,
  heldBy: record.hold?.by,
  leaseUntil: record.hold?.leaseUntil,
  dependsOn: record.dependsOn,
  scheduledBy: record.scheduledBy,
  updatedAt: record.updatedAt,
});

export const approvalRow = ({ tenant, stream }: StreamRef, { votesNeeded: _, ...gate }: GateRow): ApprovalRow => ({
  ...gate,
  tenant,
  stream,
  requestedAt: Date.parse(gate.requestedAt),
  expiresAt: ms(gate.expiresAt),
  closedAt: ms(gate.closedAt),
  escalatesAt: ms(gate.escalatesAt),
  escalatedAt: ms(gate.escalatedAt),
});
