import {
  ApprovalGranted,
  FireTimer,
  StartWorkflow,
  StepCompleted,
  StepScheduled,
  WorkflowCompleted,
  WorkflowResumed,
  type Fact,
  type StreamDecider,
} from '@skein/contracts';
import { decideWith, isEvents, reject, unchanged, type Answer } from '../core/decider.ts';
import { decisionOf } from '../core/decision.ts';
import { approval } from './approval/approval.decider.ts';
import { lifecycle } from './lifecycle/lifecycle.decider.ts';
import { reopening } from './reopening/reopening.decider.ts';
import { signal } from './signal/signal.decider.ts';
import { completedSteps } from './step/step.state.ts';
import { step } from './step/step.decider.ts';
import { timer } from './timer/timer.decider.ts';
import { timersOf } from './timer/timer.state.ts';
import { usage } from './usage/usage.decider.ts';
import { isAllowed } from './workflow.guard.ts';
import { copyWorkflow, evolveWorkflow, initialWorkflow, type WorkflowState } from './workflow.state.ts';

const handlers = new Map([...lifecycle, ...reopening, ...step, ...approval, ...signal, ...usage, ...timer]);

function refusalByStatus({ type }: Fact, { status }: WorkflowState): Answer | undefined {
  if (type === StartWorkflow.type) return undefined;
  if (status === 'absent') return type === FireTimer.type ? unchanged : reject('workflow.unknown');
  return isAllowed(type, status) ? undefined : reject('workflow.illegal-transition', { status, command: type });
}

/** Work is finished when nothing is open, nobody is asked, and something was done. */
function finishes(events: readonly Fact[], state: WorkflowState): boolean {
  const { status, openSteps, openGates } = state;
  const count = (type: string) => events.filter((event) => event.type === type).length;
  const done = count(StepCompleted.type);
  const granted = count(ApprovalGranted.type);
  const resumed = count(WorkflowResumed.type);
  if (done + granted + resumed === 0 || (status === 'paused' && resumed === 0)) return false;
  return openSteps - done + count(StepScheduled.type) === 0 && openGates === granted && completedSteps(state) + done > 0;
}

export const workflowDecider: StreamDecider<WorkflowState> = {
  reducerVersion: 2,
  initialState: initialWorkflow,
  decide(command, state, meta) {
    const answer = refusalByStatus(command, state) ?? decideWith(handlers, command, state, meta);
    return decisionOf(isEvents(answer) && finishes(answer, state) ? [...answer, WorkflowCompleted({})] : answer);
  },
  evolve: evolveWorkflow,
  copy: copyWorkflow,
  timers: timersOf,
};
