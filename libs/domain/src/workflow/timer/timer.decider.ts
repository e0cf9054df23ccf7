import { ApprovalExpired, FireTimer, StepRetryDue, StepTimedOut, WorkflowExpired, type Fact, type TimerPurpose } from '@skein/contracts';
import { decider, unchanged } from '../../core/decider.ts';
import { afterFailure, attemptOfRun } from '../step/step.retry.ts';
import { plannedEscalation } from '../approval/approval.gate.ts';
import type { WorkflowState } from '../workflow.state.ts';
import { holdsTimer } from './timer.state.ts';

type Fire = (subject: string, state: WorkflowState, now: number) => readonly Fact[];

const reasons = { lease: 'its holder went silent', timeout: 'it took longer than its time-out' };

function timeOut(step: string, state: WorkflowState, now: number, limit: 'lease' | 'timeout'): readonly Fact[] {
  const record = state.steps[step]!;
  const { attempt, fence, hold, retry } = record;
  const message = `Step ${step} ended: ${reasons[limit]} (attempt ${attemptOfRun(record)} of ${retry.maxAttempts}).`;
  return [StepTimedOut({ step, attempt, fence, by: hold!.by, limit }), afterFailure(step, record, { message, retriable: true }, now)];
}

const fire: Record<TimerPurpose, Fire> = {
  'step-lease': (step, state, now) => timeOut(step, state, now, 'lease'),
  'step-timeout': (step, state, now) => timeOut(step, state, now, 'timeout'),
  'step-retry': (step, state) => [StepRetryDue({ step, attempt: state.steps[step]!.attempt + 1 })],
  'approval-expiry': (gate) => [ApprovalExpired({ gate })],
  'approval-escalation': (gate, state) => [plannedEscalation(gate, state.gates[gate]!)],
  'workflow-ttl': (_, state, now) => [WorkflowExpired({ idleMs: now - state.updatedAt })],
};

const commands = { FireTimer };

/** Does something only if the state still holds that very deadline. */
export const timer = decider<WorkflowState, typeof commands>(commands, {
  FireTimer({ purpose, subject, setBy, due }, state, { now }) {
    if (!holdsTimer(state, { purpose, subject, setBy, due: Date.parse(due) })) return unchanged;
    return fire[purpose](subject, state, now);
  },
});
