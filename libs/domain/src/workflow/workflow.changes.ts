import { ApprovalGranted, StepCompleted, WorkflowReopened, type EventMeta, type Fact } from '@skein/contracts';
import { entry } from '../core/entry.ts';
import { instant } from '../core/instant.ts';
import type { GateRecord } from './approval/approval.state.ts';
import type { StepRecord } from './step/step.state.ts';
import { gateRow, type GateRow } from './workflow.rows.ts';
import { endsWorkflow, evolveWorkflow, type WorkflowState } from './workflow.state.ts';

/** A step as an event has left it; a completed one too, which the state itself keeps no longer. */
export interface StepChange {
  step: string;
  record: StepRecord;
}

/** What one event changed, as it is after it. */
export interface WorkflowChanges {
  steps: readonly StepChange[];
  gates: readonly GateRow[];
}

const none: readonly [] = [];

/**
 * Folds one event, in place, and tells which steps and gates it changed: for views that keep a row per step and gate. Costs what the
 * event touches; only the end of a workflow touches everything that is open.
 */
export function evolveWithChanges(state: WorkflowState, event: Fact, meta: EventMeta): WorkflowChanges {
  const { step, gate } = event.data as { step?: string; gate?: string };
  const stepBefore = step === undefined ? undefined : entry(state.steps, step);
  const gateBefore = gate === undefined ? undefined : entry(state.gates, gate);
  evolveWorkflow(state, event, meta);

  if (endsWorkflow(event.type)) return { steps: allSteps(state), gates: allGates(state) };
  if (event.type === StepCompleted.type)
    return { steps: [completed(step!, stepBefore!, meta), ...unblocked(state, stepBefore!)], gates: none };
  if (event.type === ApprovalGranted.type) return { steps: none, gates: [granted(gate!, gateBefore!, meta)] };
  if (event.type === WorkflowReopened.type) return { steps: none, gates: allGates(state) };
  return {
    steps: step === undefined ? none : [{ step, record: state.steps[step]! }],
    gates: gate === undefined ? none : [gateRow(gate, state.gates[gate]!)],
  };
}

const allSteps = ({ steps }: WorkflowState): StepChange[] => Object.entries(steps).map(([step, record]) => ({ step, record }));
const allGates = ({ gates }: WorkflowState): GateRow[] => Object.entries(gates).map(([gate, record]) => gateRow(gate, record));

const completed = (step: string, { hold: _, ...before }: StepRecord, { time }: EventMeta): StepChange => ({
  step,
  record: { ...before, status: 'completed', updatedAt: time },
});

const granted = (gate: string, before: GateRecord, { time }: EventMeta): GateRow => ({
  ...gateRow(gate, { ...before, status: 'granted' }),
  closedAt: instant(time),
});

const unblocked = (state: WorkflowState, { unblocks }: StepRecord): StepChange[] =>
  unblocks.map((step) => ({ step, record: state.steps[step]! }));
