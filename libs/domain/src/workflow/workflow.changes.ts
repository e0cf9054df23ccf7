import { ApprovalGranted, StepCompleted, WorkflowReopened, type EventMeta, type Fact } from '@skein/contracts';
import { entry } from '../core/entry.ts';
import { instant } from '../core/instant.ts';
import type { GateRecord } from './approval/approval.state.ts';
import type { StepRecord } from './step/step.state.ts';
import { gateRow, stepRow, type GateRow, type StepRow } from './workflow.rows.ts';
import { endsWorkflow, evolveWorkflow, type WorkflowState } from './workflow.state.ts';

/** The rows that one event changed, as they are after it. */
export interface WorkflowChanges {
  steps: StepRow[];
  gates: GateRow[];
}

/**
 * Folds one event, in place, and tells which steps and gates it changed: for views that keep a row per step and gate. Costs what the
 * event touches; only the end of a workflow touches everything that is open.
 */
export function evolveWithChanges(state: WorkflowState, event: Fact, meta: EventMeta): WorkflowChanges {
  const { step, gate } = event.data as { step?: string; gate?: string };
  const stepBefore = step === undefined ? undefined : entry(state.steps, step);
  const gateBefore = gate === undefined ? undefined : entry(state.gates, gate);
  evolveWorkflow(state, event, meta);

  if (endsWorkflow(event.type)) return { steps: rowsOf(state.steps, stepRow), gates: rowsOf(state.gates, gateRow) };
  if (event.type === StepCompleted.type)
    return { steps: [completed(step!, stepBefore!, meta), ...unblocked(state, stepBefore!)], gates: [] };
  if (event.type === ApprovalGranted.type) return { steps: [], gates: [granted(gate!, gateBefore!, meta)] };
  if (event.type === WorkflowReopened.type) return { steps: [], gates: rowsOf(state.gates, gateRow) };
  return {
    steps: step === undefined ? [] : [stepRow(step, state.steps[step]!)],
    gates: gate === undefined ? [] : [gateRow(gate, state.gates[gate]!)],
  };
}

const rowsOf = <R, Row>(records: Readonly<Record<string, R>>, row: (id: string, record: R) => Row): Row[] =>
  Object.entries(records).map(([id, record]) => row(id, record));

const completed = (step: string, { hold: _, ...before }: StepRecord, { time }: EventMeta): StepRow =>
  stepRow(step, { ...before, status: 'completed', updatedAt: time });

const granted = (gate: string, before: GateRecord, { time }: EventMeta): GateRow => ({
  ...gateRow(gate, { ...before, status: 'granted' }),
  closedAt: instant(time),
});

const unblocked = (state: WorkflowState, { unblocks }: StepRecord): StepRow[] => unblocks.map((id) => stepRow(id, state.steps[id]!));
