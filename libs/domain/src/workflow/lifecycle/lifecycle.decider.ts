import {
  Annotate,
  Annotated,
  CancelWorkflow,
  PauseWorkflow,
  ResumeWorkflow,
  StartWorkflow,
  WorkflowCancelled,
  WorkflowPaused,
  WorkflowResumed,
  WorkflowStarted,
} from '@skein/contracts';
import { decider, isEvents, reject } from '../../core/decider.ts';
import { schedule } from '../step/step.schedule.ts';
import type { StepState } from '../step/step.state.ts';
import type { LifecycleState } from './lifecycle.state.ts';

const commands = { StartWorkflow, PauseWorkflow, ResumeWorkflow, CancelWorkflow, Annotate };

/** Where a command may be given at all is said in one table: workflow.guard.ts. */
export const lifecycle = decider<LifecycleState & StepState, typeof commands>(commands, {
  StartWorkflow({ steps, ...workflow }, state) {
    if (state.status !== 'absent') return reject('workflow.exists', { status: state.status });
    const scheduled = schedule(steps, state);
    return isEvents(scheduled) ? [WorkflowStarted(workflow), ...scheduled] : scheduled;
  },
  PauseWorkflow: ({ reason }) => [WorkflowPaused({ reason })],
  ResumeWorkflow: ({ reason }) => [WorkflowResumed({ reason })],
  CancelWorkflow: ({ reason }) => [WorkflowCancelled({ reason })],
  Annotate: (note) => [Annotated(note)],
});
