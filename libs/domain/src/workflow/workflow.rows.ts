import type { ApprovalView, StepView, WorkflowStatus, WorkflowView } from '@skein/contracts';
import { instant } from '../core/instant.ts';
import { plain } from '../core/plain.ts';
import type { GateRecord } from './approval/approval.state.ts';
import { completedSteps, type StepRecord } from './step/step.state.ts';
import { expiresAt } from './timer/timer.state.ts';
import type { WorkflowState } from './workflow.state.ts';

/** A step as readers see it, without the workflow's id. `scheduledBy` is the version of the event that holds its input. */
export type StepRow = Omit<StepView, 'workflow'> & { scheduledBy: number };
/** A gate as readers see it, without the workflow's id. */
export type GateRow = Omit<ApprovalView, 'workflow'>;
/** A workflow as readers see it, without its id, its steps and its place in the log. */
export type WorkflowSummary = Omit<WorkflowView, 'id' | 'position' | 'broken' | 'steps'>;

export function stepRow(step: string, record: StepRecord): StepRow {
  const { title, capability, agent, status, attempt, fence, priority, dependsOn, scheduledBy, hold, updatedAt } = record;
  const held = { heldBy: hold?.by, leaseUntil: hold && instant(hold.leaseUntil), updatedAt: instant(updatedAt) };
  const named = { step, title, capability, agent, status, attempt, fence, priority, scheduledBy };
  return plain({ ...named, dependsOn: [...dependsOn], ...held });
}

export function gateRow(gate: string, { setBy: _, escalation, ...record }: GateRecord): GateRow {
  const { roles, voters, quorum, status, requestedAt, expiresAt, escalatedAt, closedAt } = record;
  return plain({
    ...record,
    gate,
    roles: [...roles],
    voters: [...voters],
    votesNeeded: status === 'open' ? quorum - voters.length : 0,
    requestedAt: instant(requestedAt),
    expiresAt: optionalInstant(expiresAt),
    escalatesAt: optionalInstant(escalation?.at),
    escalatesTo: escalation && [...escalation.roles],
    escalatedAt: optionalInstant(escalatedAt),
    closedAt: optionalInstant(closedAt),
  });
}

const optionalInstant = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : instant(ms));

/** The open steps; of a closed workflow, those that never completed. */
export const stepsOf = (state: WorkflowState): StepRow[] => Object.entries(state.steps).map(([step, record]) => stepRow(step, record));

/** The open gates; of a closed workflow, those that were never granted. */
export const gatesOf = (state: WorkflowState): GateRow[] => Object.entries(state.gates).map(([gate, record]) => gateRow(gate, record));

/** Status and counters of a workflow that exists. `expiresAt` is given while the workflow could be abandoned. */
export function workflowSummary(state: WorkflowState): WorkflowSummary {
  if (state.status === 'absent') throw new RangeError('A workflow without events has no summary.');
  const { title, version, tags, parent, openSteps, failedAttempts, openGates, closedAt } = state;
  const expires = expiresAt(state);
  return plain({
    title,
    status: state.status satisfies WorkflowStatus,
    tags: [...tags],
    parent,
    version,
    openSteps,
    completedSteps: completedSteps(state),
    failedAttempts,
    openGates,
    signals: state.signalCount,
    usage: { ...state.usage },
    startedAt: instant(state.startedAt),
    updatedAt: instant(state.updatedAt),
    closedAt: closedAt === undefined ? undefined : instant(closedAt),
    expiresAt: expires === undefined ? undefined : instant(expires),
  });
}
