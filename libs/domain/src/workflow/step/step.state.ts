import {
  StepClaimed,
  StepCompleted,
  StepFailed,
  StepLeaseExtended,
  StepRetryDue,
  StepRetryScheduled,
  StepScheduled,
  StepTimedOut,
  type RetryPolicy,
  type StepStatus,
} from '@skein/contracts';
import { entry } from '../../core/entry.ts';
import { evolver } from '../../core/evolver.ts';
import { addTo, emptyIndex, findIn, type LayeredIndex } from '../../core/layered-index.ts';
import { plain } from '../../core/plain.ts';

/** Who works on a step, and until when. */
export interface Hold {
  readonly by: string;
  readonly worker?: string;
  readonly claimedAt: number;
  readonly leaseUntil: number;
  /** Version of the claim or of its last extension. */
  readonly leaseSetBy: number;
  readonly runUntil?: number;
}

/** A step that is not completed. Never changed in place: a change is another value. */
export interface StepRecord {
  readonly title?: string;
  readonly capability: string;
  readonly agent?: string;
  readonly dependsOn: readonly string[];
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  readonly priority: number;
  readonly status: StepStatus;
  /** Number of claims. */
  readonly attempt: number;
  readonly fence: number;
  /** Version of the event that holds the step's input. */
  readonly scheduledBy: number;
  /** How many of `dependsOn` are not completed. */
  readonly waitsFor: number;
  /** Steps that wait for this one. */
  readonly unblocks: readonly string[];
  /** While claimed; `claimedAt` and `leaseSetBy` are stream versions. */
  readonly hold?: Hold;
  /** While retrying. */
  readonly retryDue?: { readonly at: number; readonly setBy: number };
  readonly updatedAt: number;
}

export interface StepState {
  /** Open steps; in a closed workflow those that never completed. */
  steps: Record<string, StepRecord>;
  /** Completed steps, with the version that completed them. */
  completed: LayeredIndex;
  openSteps: number;
  failedAttempts: number;
}

export const initialSteps = (): StepState => ({ steps: {}, completed: emptyIndex(), openSteps: 0, failedAttempts: 0 });

export const stepStatus = (state: StepState, step: string): StepStatus | undefined =>
  entry(state.steps, step)?.status ?? (findIn(state.completed, step) === undefined ? undefined : 'completed');

function change(state: StepState, step: string, time: number, fields: Partial<StepRecord>): void {
  state.steps[step] = plain({ ...state.steps[step]!, ...fields, updatedAt: time });
}

const released = { hold: undefined, retryDue: undefined };

const events = {
  StepScheduled,
  StepClaimed,
  StepLeaseExtended,
  StepCompleted,
  StepFailed,
  StepTimedOut,
  StepRetryScheduled,
  StepRetryDue,
};

export const evolveSteps = evolver<StepState, typeof events>(events, {
  StepScheduled(state, { step, title, capability, agent, retry, timeoutMs, priority, ...plan }, { version, time }) {
    const dependsOn = [...new Set(plan.dependsOn)];
    const open = dependsOn.filter((id) => Object.hasOwn(state.steps, id));
    for (const id of open) state.steps[id] = { ...state.steps[id]!, unblocks: [...state.steps[id]!.unblocks, step] };
    const fixed = { title, capability, agent, dependsOn, retry, timeoutMs, priority, scheduledBy: version, updatedAt: time };
    const status = open.length > 0 ? 'blocked' : 'ready';
    state.steps[step] = plain({ ...fixed, status, attempt: 0, fence: 0, waitsFor: open.length, unblocks: [] });
    state.openSteps += 1;
  },
  StepClaimed(state, { step, attempt, fence, by, worker, leaseUntil, runUntil }, { version, time }) {
    const until = { leaseUntil: Date.parse(leaseUntil), runUntil: runUntil === undefined ? undefined : Date.parse(runUntil) };
    const hold = plain({ by, worker, claimedAt: version, leaseSetBy: version, ...until });
    change(state, step, time, { status: 'claimed', attempt, fence, hold });
  },
  StepLeaseExtended(state, { step, leaseUntil }, { version, time }) {
    const hold = { ...state.steps[step]!.hold!, leaseUntil: Date.parse(leaseUntil), leaseSetBy: version };
    change(state, step, time, { hold });
  },
  StepCompleted(state, { step }, { version, time }) {
    const { unblocks } = state.steps[step]!;
    delete state.steps[step];
    state.completed = addTo(state.completed, step, version);
    state.openSteps -= 1;
    for (const id of unblocks) {
      const waitsFor = state.steps[id]!.waitsFor - 1;
      change(state, id, time, { waitsFor, status: waitsFor === 0 ? 'ready' : 'blocked' });
    }
  },
  StepFailed(state, { step }, { time }) {
    change(state, step, time, { ...released, status: 'failed' });
    state.failedAttempts += 1;
  },
  StepTimedOut(state, { step }, { time }) {
    change(state, step, time, { ...released, status: 'failed' });
    state.failedAttempts += 1;
  },
  StepRetryScheduled(state, { step, at }, { version, time }) {
    const due = Date.parse(at);
    if (due <= time) change(state, step, time, { status: 'ready' });
    else change(state, step, time, { status: 'retrying', retryDue: { at: due, setBy: version } });
  },
  StepRetryDue(state, { step }, { time }) {
    change(state, step, time, { ...released, status: 'ready' });
  },
});

/** Leases and waiting end with the workflow. */
export function endSteps(state: StepState, time: number): void {
  for (const [step, { status }] of Object.entries(state.steps)) {
    if (status !== 'failed') change(state, step, time, { ...released, status: 'cancelled' });
  }
  state.openSteps = 0;
}
