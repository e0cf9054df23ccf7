import { closedStatuses, type Timer, type WorkflowStatus } from '@skein/contracts';
import { entry } from '../../core/entry.ts';
import type { GateRecord } from '../approval/approval.state.ts';
import type { StepRecord } from '../step/step.state.ts';
import type { WorkflowState } from '../workflow.state.ts';

/** A lease that lasts as long as the whole attempt may take needs no timer of its own. */
function timersOfStep(step: string, { hold, retryDue }: StepRecord): Timer[] {
  if (retryDue) return [{ purpose: 'step-retry', subject: step, setBy: retryDue.setBy, due: retryDue.at }];
  if (!hold) return [];
  const { leaseUntil, leaseSetBy, claimedAt, runUntil } = hold;
  const lease: Timer = { purpose: 'step-lease', subject: step, setBy: leaseSetBy, due: leaseUntil };
  if (runUntil === undefined) return [lease];
  const timeout: Timer = { purpose: 'step-timeout', subject: step, setBy: claimedAt, due: runUntil };
  return leaseUntil < runUntil ? [lease, timeout] : [timeout];
}

/** A gate that is to be escalated cannot expire before that. */
function timersOfGate(gate: string, { status, escalation, expiresAt, setBy }: GateRecord): Timer[] {
  if (status !== 'open') return [];
  if (escalation) return [{ purpose: 'approval-escalation', subject: gate, setBy, due: escalation.at }];
  if (expiresAt === undefined) return [];
  return [{ purpose: 'approval-expiry', subject: gate, setBy, due: expiresAt }];
}

/** Only running work can be abandoned: paused work, and work that waits for people, stands still. */
export function expiresAt({ status, ttlMs, updatedAt }: WorkflowState): number | undefined {
  return status === 'running' && ttlMs > 0 ? updatedAt + ttlMs : undefined;
}

function timersOfWorkflow(state: WorkflowState): Timer[] {
  const due = expiresAt(state);
  return due === undefined ? [] : [{ purpose: 'workflow-ttl', subject: '', setBy: state.version, due }];
}

const isOpen = ({ status }: WorkflowState): boolean => status !== 'absent' && !closedStatuses.has(status satisfies WorkflowStatus);

export function timersOf(state: WorkflowState): Timer[] {
  if (!isOpen(state)) return [];
  const timers: Timer[] = [];
  for (const [step, record] of Object.entries(state.steps)) {
    if (record.hold || record.retryDue) timers.push(...timersOfStep(step, record));
  }
  for (const [gate, record] of Object.entries(state.gates)) timers.push(...timersOfGate(gate, record));
  timers.push(...timersOfWorkflow(state));
  return timers;
}

/** Whether the state still holds exactly this deadline. */
export function holdsTimer(state: WorkflowState, { purpose, subject, setBy, due }: Timer): boolean {
  const step = entry(state.steps, subject);
  const gate = entry(state.gates, subject);
  const candidates = [
    ...(step ? timersOfStep(subject, step) : []),
    ...(gate ? timersOfGate(subject, gate) : []),
    ...(subject === '' ? timersOfWorkflow(state) : []),
  ];
  return candidates.some((timer) => timer.purpose === purpose && timer.setBy === setBy && timer.due === due);
}
