import {
  Annotated,
  ApprovalGranted,
  ApprovalRequested,
  WorkflowPaused,
  WorkflowReopened,
  WorkflowResumed,
  WorkflowStarted,
  type WorkflowStatus,
} from '@skein/contracts';
import { evolver } from '../../core/evolver.ts';
import { plain } from '../../core/plain.ts';
import type { ApprovalState } from '../approval/approval.state.ts';

export interface LifecycleState {
  /** `absent` until the stream's first event. */
  status: WorkflowStatus | 'absent';
  /** Of the newest event. */
  version: number;
  title: string;
  tags: readonly string[];
  parent?: string;
  ttlMs: number;
  /** Milliseconds since 1970, as all times in states. */
  startedAt: number;
  /** Time of the newest event. */
  updatedAt: number;
  closedAt?: number;
}

export const initialLifecycle = (): LifecycleState => ({
  status: 'absent',
  version: 0,
  title: '',
  tags: [],
  ttlMs: 0,
  startedAt: 0,
  updatedAt: 0,
});

const events = { WorkflowStarted, WorkflowReopened, WorkflowPaused, WorkflowResumed, ApprovalRequested, ApprovalGranted, Annotated };

/** Closing events are folded by the workflow itself, since they end every context. */
export const evolveLifecycle = evolver<LifecycleState & Pick<ApprovalState, 'openGates'>, typeof events>(events, {
  WorkflowStarted(state, { title, tags, parent, ttlMs }, { time }) {
    Object.assign(state, plain({ status: 'running', title, tags, parent, ttlMs, startedAt: time }));
  },
  WorkflowReopened(state) {
    state.status = state.openGates > 0 ? 'awaiting_approval' : 'running';
    delete state.closedAt;
  },
  WorkflowPaused(state) {
    state.status = 'paused';
  },
  WorkflowResumed(state) {
    state.status = state.openGates > 0 ? 'awaiting_approval' : 'running';
  },
  ApprovalRequested(state) {
    if (state.status === 'running') state.status = 'awaiting_approval';
  },
  ApprovalGranted(state) {
    if (state.status === 'awaiting_approval' && state.openGates === 0) state.status = 'running';
  },
  Annotated() {},
});
