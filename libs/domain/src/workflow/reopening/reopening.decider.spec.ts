import { describe, expect, it } from '@jest/globals';
import {
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRequested,
  ClaimStep,
  CompleteStep,
  DEFAULT_RETRY,
  FailStep,
  RetryFrom,
  StepClaimed,
  StepCompleted,
  StepFailed,
  StepRescheduled,
  StepRetryScheduled,
  StepScheduled,
  WorkflowCompleted,
  WorkflowFailed,
  WorkflowReopened,
  WorkflowStarted,
  type Fact,
} from '@skein/contracts';
import { actor, after, given, stateAfter } from '@skein/testing/kit';
import { MAX_KEPT_STEPS } from '../step/step.state.ts';
import { workflowDecider } from '../workflow.decider.ts';
import { gatesOf, stepsOf, workflowSummary } from '../workflow.rows.ts';

const ann = actor('ann');
const started = WorkflowStarted({ title: 'Survey', tags: [], ttlMs: 0 });
const plan = { capability: 'work', retry: { ...DEFAULT_RETRY, maxAttempts: 2, backoffMs: 0 }, timeoutMs: 0, priority: 0 };
const scheduled = (step: string, ...dependsOn: string[]) => StepScheduled({ step, dependsOn, ...plan });
const claimed = (step: string, attempt = 1) => StepClaimed({ step, attempt, fence: attempt, by: 'ann', leaseUntil: after(30_000) });
const completed = (step: string, attempt = 1) => StepCompleted({ step, attempt, fence: attempt, by: 'ann' });
const done = (step: string): Fact[] => [claimed(step), completed(step)];
const failed = (step: string, attempt = 1): Fact[] => [
  claimed(step, attempt),
  StepFailed({ step, attempt, fence: attempt, by: 'ann', error: { message: 'broke' }, retriable: false }),
  WorkflowFailed({ step, message: 'broke' }),
];

// read → draft → check, and beside them a step that nobody had begun
const plans = [scheduled('read'), scheduled('draft', 'read'), scheduled('check', 'draft'), scheduled('count')];
const broken = [started, ...plans, ...done('read'), ...done('draft'), ...failed('check')];
const again = (from: string, ...steps: string[]) => [WorkflowReopened({ from }), ...steps.map((step) => StepRescheduled({ step }))];
const stateOf = (...facts: Fact[]) => stateAfter(workflowDecider, facts);

describe('retrying a failed workflow', () => {
  it('from the step that failed runs it again, and what was not completed beside it', () =>
    given(...broken)
      .when(RetryFrom({ step: 'check' }))
      .then(...again('check', 'check', 'count')));

  it('from further back runs again whatever depends on that, in its order, and leaves earlier results alone', () => {
    given(...broken)
      .when(RetryFrom({ step: 'draft' }))
      .then(...again('draft', 'draft', 'check', 'count'));
    given(...broken)
      .when(RetryFrom({ step: 'read', reason: 'other sources' }))
      .then(WorkflowReopened({ from: 'read', reason: 'other sources' }), ...again('read', 'read', 'draft', 'check', 'count').slice(1));
  });

  it('goes on: steps are ready or wait for one that runs again, and nothing of the failure is left open', () => {
    const state = stateOf(...broken, ...again('draft', 'draft', 'check', 'count'));
    expect(workflowSummary(state)).toMatchObject({ status: 'running', openSteps: 3, completedSteps: 1 });
    expect(workflowSummary(state)).not.toHaveProperty('closedAt');
    expect(stepsOf(state)).toMatchObject([
      { step: 'check', status: 'blocked', attempt: 1, fence: 1 },
      { step: 'count', status: 'ready', attempt: 0 },
      { step: 'draft', status: 'ready', attempt: 1, fence: 1, dependsOn: ['read'], scheduledBy: 3 },
    ]);
  });

  it('counts attempts and fences on, and refuses the late answer of an attempt of before', () => {
    const reopened = [...broken, ...again('draft', 'draft', 'check', 'count')];
    const late = CompleteStep({ step: 'draft', fence: 1 });
    given(...reopened)
      .when(late)
      .by(ann)
      .thenRejected('step.lease-stale', { step: 'draft', fence: 1, status: 'ready', newest: 1 });
    given(...reopened)
      .when(ClaimStep({ step: 'draft' }))
      .by(ann)
      .then(claimed('draft', 2));
    given(...reopened, claimed('draft', 2))
      .when(late)
      .by(ann)
      .thenRejected('step.lease-stale');
    const early = StepCompleted({ step: 'draft', attempt: 2, fence: 2, by: 'ann' });
    given(...reopened, claimed('draft', 2))
      .when(CompleteStep({ step: 'draft', fence: 2 }))
      .by(ann)
      .then(early);
  });

  it('gives a step all its attempts again', () => {
    const fail = (fence: number) => FailStep({ step: 'check', fence, error: { message: 'broke' } });
    const spent = StepFailed({ step: 'check', attempt: 2, fence: 2, by: 'ann', error: { message: 'broke' }, retriable: true });
    given(...broken, ...again('check', 'check', 'count'), claimed('check', 2))
      .when(fail(2))
      .by(ann)
      .then(spent, StepRetryScheduled({ step: 'check', attempt: 3, at: after(0) }));
  });

  it('completes the workflow when everything is done once more', () => {
    const rest = [...again('draft', 'draft', 'check', 'count'), ...done('count'), claimed('draft', 2), completed('draft', 2)];
    given(...broken, ...rest, claimed('check', 2))
      .when(CompleteStep({ step: 'check', fence: 2 }))
      .by(ann)
      .then(completed('check', 2), WorkflowCompleted({}));
  });

  it('lets a step that is done once more plan what it planned before', () => {
    const next = [
      { step: 'check', capability: 'work' },
      { step: 'print', capability: 'work' },
    ];
    const print = StepScheduled({ ...plan, step: 'print', dependsOn: [], retry: DEFAULT_RETRY });
    given(...broken, ...again('draft', 'draft', 'check', 'count'), claimed('draft', 2))
      .when(CompleteStep({ step: 'draft', fence: 2, next }))
      .by(ann)
      .then(completed('draft', 2), print);
    given(...broken, ...again('check', 'check', 'count'), claimed('check', 2))
      .when(CompleteStep({ step: 'check', fence: 2, next }))
      .by(ann)
      .thenRejected('step.exists');
  });

  it('can be repeated, from the same step and from another one', () => {
    const twice = [...broken, ...again('draft', 'draft', 'check', 'count'), ...failed('draft', 2)];
    given(...twice)
      .when(RetryFrom({ step: 'read' }))
      .then(...again('read', 'read', 'draft', 'check', 'count'));
    const state = stateOf(...twice, ...again('read', 'read', 'draft', 'check', 'count'));
    expect(workflowSummary(state)).toMatchObject({ openSteps: 4, completedSteps: 0 });
  });

  it('is refused for steps that there are not, and for those that were completed too long ago', () => {
    given(...broken)
      .when(RetryFrom({ step: 'fly' }))
      .thenRejected('step.unknown', { step: 'fly' });
    const many = Array.from({ length: MAX_KEPT_STEPS }, (_, at) => [scheduled(`s${at}`), ...done(`s${at}`)]).flat();
    given(started, ...plans, ...done('read'), ...many, ...failed('count'))
      .when(RetryFrom({ step: 'read' }))
      .thenRejected('step.too-far-back', { step: 'read', kept: MAX_KEPT_STEPS });
  });
});

describe('a gate that waited when its workflow failed', () => {
  const asked = (expiresAt?: string) =>
    ApprovalRequested({ gate: 'ship', title: 'Ship?', risk: 'low', roles: ['lead'], quorum: 2, ...(expiresAt && { expiresAt }) });
  const waiting = (expiresAt?: string) => [
    ...[started, scheduled('read'), claimed('read'), asked(expiresAt), ApprovalGiven({ gate: 'ship', by: 'bob' })],
    ...failed('read').slice(1),
  ];

  it('waits again, with the votes that it had: nothing gets past it', () => {
    const reopened = [...waiting(after(60_000)), ...again('read', 'read')];
    const state = stateOf(...reopened);
    expect(workflowSummary(state)).toMatchObject({ status: 'awaiting_approval', openGates: 1 });
    expect(gatesOf(state)).toMatchObject([{ gate: 'ship', status: 'open', voters: ['bob'], votesNeeded: 1 }]);
    expect(workflowDecider.timers(state)).toMatchObject([{ purpose: 'approval-expiry', setBy: 8 }]);
    given(...reopened)
      .when(ClaimStep({ step: 'read' }))
      .by(ann)
      .thenRejected('workflow.illegal-transition');
    const granted = stateOf(...reopened, ApprovalGiven({ gate: 'ship', by: 'cy' }), ApprovalGranted({ gate: 'ship' }));
    expect(granted).toMatchObject({ status: 'running', openGates: 0 });
  });

  it('keeps a workflow closed once its deadline has passed', () =>
    given(...waiting(after(60_000)))
      .when(RetryFrom({ step: 'read' }))
      .at(60_000)
      .thenRejected('approval.expiry-past', { gate: 'ship', expiresAt: after(60_000) }));
});
