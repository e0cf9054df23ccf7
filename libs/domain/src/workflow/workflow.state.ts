import {
  ApprovalExpired,
  ApprovalRejected,
  WorkflowCancelled,
  WorkflowCompleted,
  WorkflowExpired,
  WorkflowFailed,
  type EventMeta,
  type Fact,
  type WorkflowStatus,
} from '@skein/contracts';
import { evolveWith, evolver } from '../core/evolver.ts';
import { endGates, evolveGates, initialGates, type ApprovalState } from './approval/approval.state.ts';
import { evolveLifecycle, initialLifecycle, type LifecycleState } from './lifecycle/lifecycle.state.ts';
import { evolveSignals, initialSignals, type SignalState } from './signal/signal.state.ts';
import { endSteps, evolveSteps, initialSteps, type StepState } from './step/step.state.ts';
import { evolveUsage, initialUsage, type UsageState } from './usage/usage.state.ts';

/** Everything that deciding and listing need, and no inputs or outputs: those stay in their events. */
export interface WorkflowState extends LifecycleState, StepState, ApprovalState, SignalState, UsageState {}

export const initialWorkflow = (): WorkflowState => ({
  ...initialLifecycle(),
  ...initialSteps(),
  ...initialGates(),
  ...initialSignals(),
  ...initialUsage(),
});

const closes =
  (status: WorkflowStatus) =>
  (state: WorkflowState, _: unknown, { time }: EventMeta) => {
    state.status = status;
    state.closedAt = time;
    endSteps(state, time);
    endGates(state, time);
  };

const closing = { WorkflowCompleted, WorkflowFailed, WorkflowCancelled, WorkflowExpired, ApprovalRejected, ApprovalExpired };

const evolveClosing = evolver<WorkflowState, typeof closing>(closing, {
  WorkflowCompleted: closes('completed'),
  WorkflowFailed: closes('failed'),
  WorkflowCancelled: closes('cancelled'),
  WorkflowExpired: closes('expired'),
  ApprovalRejected: closes('rejected'),
  ApprovalExpired: closes('rejected'),
});

/** Whether this event ends a workflow. */
export const endsWorkflow = (type: string): boolean => evolveClosing.has(type);

const apply = evolveWith<WorkflowState>([
  evolveSteps,
  evolveGates,
  evolveSignals,
  evolveUsage,
  evolveLifecycle, // after the gates: it asks whether one is open
  evolveClosing,
]);

export function evolveWorkflow(state: WorkflowState, event: Fact, meta: EventMeta): WorkflowState {
  apply(state, event, meta);
  state.version = meta.version;
  state.updatedAt = meta.time;
  return state;
}

/** Costs what is open, at most 1,000 steps and 100 gates; what is closed is shared between copies and never changed. */
export const copyWorkflow = (state: WorkflowState): WorkflowState => ({ ...state, steps: { ...state.steps }, gates: { ...state.gates } });
