import {
  DEFAULT_RETRY,
  StepClaimed,
  StepCompleted,
  StepFailed,
  StepLeaseExtended,
  StepRescheduled,
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
  readonly retry: Readonly<RetryPolicy>;
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
  /** Claims before it was scheduled again: they do not count against its retry policy. */
  readonly spent?: number;
  /** It was completed before. */
  readonly redone?: boolean;
}

/** What is needed to run a completed step again. Never changed in place. */
export type KeptStep = Pick<
  StepRecord,
  'title' | 'capability' | 'agent' | 'dependsOn' | 'retry' | 'timeoutMs' | 'priority' | 'scheduledBy' | 'attempt' | 'fence'
> & { readonly step: string };

export interface StepState {
  /** Open steps; in a closed workflow those that never completed. */
  steps: Record<string, StepRecord>;
  /** Completed steps, with the version that completed them. */
  completed: LayeredIndex;
  /** How many entries of `completed` hold no more: their steps were scheduled again. */
  reopened: number;
  /** The steps that were completed last, in the order of their completion. Replaced as a whole, never changed in place. */
  recent: readonly KeptStep[];
  openSteps: number;
  failedAttempts: number;
}

/** Bounds what a state remembers of completed work. */
export const MAX_KEPT_STEPS = 200;

export const initialSteps = (): StepState => ({
  steps: {},
  completed: emptyIndex(),
  reopened: 0,
  recent: [],
  openSteps: 0,
  failedAttempts: 0,
});

export const completedSteps = ({ completed, reopened }: StepState): number => completed.size - reopened;

export const stepStatus = (state: StepState, step: string): StepStatus | undefined =>
  entry(state.steps, step)?.status ?? (findIn(state.completed, step) === undefined ? undefined : 'completed');

// What nearly all steps have alike they share: thousands of states are held in memory.
const none: readonly string[] = Object.freeze([]);

function sharedRetry(retry: RetryPolicy): Readonly<RetryPolicy> {
  const { maxAttempts, backoffMs, factor, maxBackoffMs } = DEFAULT_RETRY;
  const isDefault =
    retry.maxAttempts === maxAttempts && retry.backoffMs === backoffMs && retry.factor === factor && retry.maxBackoffMs === maxBackoffMs;
  return isDefault ? DEFAULT_RETRY : retry;
}

function change(state: StepState, step: string, time: number, fields: Partial<StepRecord>): void {
  state.steps[step] = plain({ ...state.steps[step]!, ...fields, updatedAt: time });
}

function keptStep(step: string, record: StepRecord): KeptStep {
  const { title, capability, agent, dependsOn, retry, timeoutMs, priority, scheduledBy, attempt, fence } = record;
  return plain({ step, title, capability, agent, dependsOn, retry, timeoutMs, priority, scheduledBy, attempt, fence });
}

/** The new record waits for those that it depends on and that are open, and they know of it. */
function addStep(state: StepState, step: string, planned: Omit<StepRecord, 'status' | 'waitsFor' | 'unblocks'>): void {
  const open = planned.dependsOn.length === 0 ? none : planned.dependsOn.filter((id) => Object.hasOwn(state.steps, id));
  for (const id of open) state.steps[id] = { ...state.steps[id]!, unblocks: [...state.steps[id]!.unblocks, step] };
  state.steps[step] = plain({ ...planned, status: open.length > 0 ? 'blocked' : 'ready', waitsFor: open.length, unblocks: none });
  state.openSteps += 1;
}

const released = { hold: undefined, retryDue: undefined };

const events = {
  StepScheduled,
  StepRescheduled,
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
    const dependsOn = plan.dependsOn.length === 0 ? none : [...new Set(plan.dependsOn)];
    const fixed = { title, capability, agent, dependsOn, retry: sharedRetry(retry), timeoutMs, priority };
    addStep(state, step, { ...fixed, scheduledBy: version, attempt: 0, fence: 0, updatedAt: time });
  },
  StepRescheduled(state, { step }, { time }) {
    const open = entry(state.steps, step);
    const { step: _, ...planned } = open ? keptStep(step, open) : state.recent.find((kept) => kept.step === step)!;
    addStep(state, step, { ...planned, spent: planned.attempt, redone: !open || open.redone, updatedAt: time });
    if (open) return;
    state.recent = state.recent.filter((kept) => kept.step !== step);
    state.reopened += 1;
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
    const record = state.steps[step]!;
    delete state.steps[step];
    state.completed = addTo(state.completed, step, version);
    state.recent = [...state.recent, keptStep(step, record)].slice(-MAX_KEPT_STEPS);
    state.openSteps -= 1;
    for (const id of record.unblocks) {
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
