import { describe, it } from '@jest/globals';
import {
  ApprovalRequested,
  ClaimStep,
  CompleteStep,
  DEFAULT_RETRY,
  ExtendLease,
  FailStep,
  ScheduleStep,
  StepClaimed,
  StepCompleted,
  StepFailed,
  StepLeaseExtended,
  StepRetryScheduled,
  StepScheduled,
  WorkflowCompleted,
  WorkflowPaused,
  WorkflowStarted,
} from '@skein/contracts';
import { actor, after, given } from '@skein/testing/kit';

const started = WorkflowStarted({ title: 'Survey', tags: [], ttlMs: 0 });
const plan = { capability: 'read', dependsOn: [], retry: DEFAULT_RETRY, timeoutMs: 0, priority: 0 };
const files = StepScheduled({ step: 'files', ...plan });
const write = StepScheduled({ step: 'write', ...plan, dependsOn: ['files'] });
const ann = actor('ann');
const bob = actor('bob');
const claimedBy = (by: string, attempt = 1) => StepClaimed({ step: 'files', attempt, fence: attempt, by, leaseUntil: after(30_000) });
const done = StepCompleted({ step: 'files', attempt: 1, fence: 1, by: 'ann' });

describe('scheduling a step', () => {
  it('works while the workflow runs, waits for people or is paused', () => {
    const gate = ApprovalRequested({ gate: 'ship', title: 'Ship?', risk: 'low', roles: ['lead'], quorum: 1 });
    for (const before of [[started], [started, gate], [started, WorkflowPaused({})]])
      given(...before)
        .when(ScheduleStep({ step: 'files', capability: 'read' }))
        .then(files);
  });

  it('needs an id that no step of the workflow had before, completed ones included', () => {
    const again = ScheduleStep({ step: 'files', capability: 'read' });
    given(started, files).when(again).thenRejected('step.exists', { step: 'files' });
    given(started, files, write, claimedBy('ann'), done).when(again).thenRejected('step.exists');
  });

  it('does not take an inherited property for a step', () =>
    given(started)
      .when(ScheduleStep({ step: 'constructor', capability: 'read' }))
      .then(StepScheduled({ step: 'constructor', ...plan })));

  it('may depend on open and on completed steps', () => {
    given(started, files)
      .when(ScheduleStep({ step: 'write', capability: 'read', dependsOn: ['files'] }))
      .then(write);
    given(started, files, StepScheduled({ step: 'other', ...plan }), claimedBy('ann'), done, write)
      .when(ClaimStep({ step: 'write' }))
      .by(ann)
      .then(StepClaimed({ step: 'write', attempt: 1, fence: 1, by: 'ann', leaseUntil: after(30_000) }));
  });

  it('may not depend on a step that does not exist', () =>
    given(started)
      .when(ScheduleStep({ step: 'write', capability: 'write', dependsOn: ['files'] }))
      .thenRejected('step.dependency-unknown', { step: 'write', missing: 'files' }));

  it('stops at a thousand open steps', () => {
    const thousand = Array.from({ length: 1_000 }, (_, at) => StepScheduled({ step: `step-${at}`, ...plan }));
    given(started, ...thousand)
      .when(ScheduleStep({ step: 'files', capability: 'read' }))
      .thenRejected('workflow.too-many-open-steps', { open: 1_001, most: 1_000 });
  });
});

describe('claiming a step', () => {
  const claim = ClaimStep({ step: 'files' });

  it('gives it to one holder, with a lease', () => {
    given(started, files).when(claim).by(ann).then(claimedBy('ann'));
    given(started, files, claimedBy('ann')).when(claim).by(bob).thenRejected('step.not-runnable', { step: 'files', status: 'claimed' });
  });

  it('waits for the steps it depends on', () => {
    given(started, files, write)
      .when(ClaimStep({ step: 'write' }))
      .thenRejected('step.not-runnable', { step: 'write', status: 'blocked' });
  });

  it('waits for all of them', () => {
    const both = StepScheduled({ step: 'both', ...plan, dependsOn: ['files', 'write'] });
    given(started, files, write, both, claimedBy('ann'), done)
      .when(ClaimStep({ step: 'both' }))
      .thenRejected('step.not-runnable', { step: 'both', status: 'blocked' });
  });

  it('is over once the step is completed', () =>
    given(started, files, write, claimedBy('ann'), done)
      .when(claim)
      .thenRejected('step.not-runnable', { step: 'files', status: 'completed' }));

  it('needs a step that exists', () =>
    given(started)
      .when(ClaimStep({ step: 'toString' }))
      .thenRejected('step.unknown', { step: 'toString' }));

  it('is for the named agent only, where one is named', () => {
    const kept = StepScheduled({ step: 'files', ...plan, agent: 'ann' });
    given(started, kept).when(claim).by(bob).thenRejected('step.not-yours', { keptFor: 'ann' });
    given(started, kept).when(claim).by(ann).then(claimedBy('ann'));
  });

  it('raises the fence with every claim', () =>
    given(started, files, claimedBy('ann'), failed(1), StepRetryScheduled({ step: 'files', attempt: 2, at: after(0) }))
      .when(claim)
      .by(bob)
      .then(claimedBy('bob', 2)));

  it('ends the lease no later than the whole attempt', () => {
    const timed = StepScheduled({ step: 'files', ...plan, timeoutMs: 5_000 });
    given(started, timed)
      .when(claim)
      .by(ann)
      .then(StepClaimed({ step: 'files', attempt: 1, fence: 1, by: 'ann', leaseUntil: after(5_000), runUntil: after(5_000) }));
  });
});

describe('holding a step', () => {
  const held = [started, files, claimedBy('ann')];
  const answers = [ExtendLease({ step: 'files', fence: 1 }), CompleteStep({ step: 'files', fence: 1 }), failing(1)];

  it('lasts longer with each extension, counted from now', () =>
    given(...held)
      .when(ExtendLease({ step: 'files', fence: 1, leaseMs: 10_000 }))
      .by(ann)
      .at(25_000)
      .then(StepLeaseExtended({ step: 'files', fence: 1, leaseUntil: after(35_000) })));

  it('lasts until the timer has fired: no clock is compared', () =>
    given(...held)
      .when(ExtendLease({ step: 'files', fence: 1, leaseMs: 1_000 }))
      .by(ann)
      .at(99_000)
      .then(StepLeaseExtended({ step: 'files', fence: 1, leaseUntil: after(100_000) })));

  it('cannot be extended beyond the end of the attempt', () =>
    given(
      started,
      files,
      StepClaimed({ step: 'files', attempt: 1, fence: 1, by: 'ann', leaseUntil: after(30_000), runUntil: after(40_000) }),
    )
      .when(ExtendLease({ step: 'files', fence: 1 }))
      .by(ann)
      .at(20_000)
      .then(StepLeaseExtended({ step: 'files', fence: 1, leaseUntil: after(40_000) })));

  it('is for the holder only', () => {
    for (const answer of answers)
      given(...held)
        .when(answer)
        .by(bob)
        .thenRejected('step.not-yours', { step: 'files', heldBy: 'ann' });
  });

  it('ends with a newer claim: late answers of the former holder are refused', () => {
    const again = [failed(1), StepRetryScheduled({ step: 'files', attempt: 2, at: after(0) }), claimedBy('ann', 2)];
    for (const late of answers)
      given(...held, ...again)
        .when(late)
        .by(ann)
        .thenRejected('step.lease-stale', { step: 'files', fence: 1, newest: 2, status: 'claimed' });
  });

  it('ends with completion', () => {
    for (const late of answers)
      given(started, files, write, claimedBy('ann'), done)
        .when(late)
        .by(ann)
        .thenRejected('step.lease-stale', { step: 'files', fence: 1, status: 'completed' });
  });

  it('goes on while the workflow is paused', () => {
    given(...held, WorkflowPaused({}))
      .when(CompleteStep({ step: 'files', fence: 1 }))
      .by(ann)
      .then(done);
  });
});

describe('completing a step', () => {
  const held = [started, files, claimedBy('ann')];

  it('completes the workflow when it was the last', () =>
    given(...held)
      .when(CompleteStep({ step: 'files', fence: 1, output: { lines: 12 } }))
      .by(ann)
      .then(StepCompleted({ step: 'files', attempt: 1, fence: 1, by: 'ann', output: { lines: 12 } }), WorkflowCompleted({})));

  it('goes on with the next steps, which may depend on it', () =>
    given(...held)
      .when(CompleteStep({ step: 'files', fence: 1, next: [{ step: 'write', capability: 'read', dependsOn: ['files'] }] }))
      .by(ann)
      .then(done, write));

  it('makes room for as many as it ends', () => {
    const full = Array.from({ length: 999 }, (_, at) => StepScheduled({ step: `step-${at}`, ...plan }));
    given(...held, ...full)
      .when(CompleteStep({ step: 'files', fence: 1, next: [{ step: 'write', capability: 'read', dependsOn: ['files'] }] }))
      .by(ann)
      .then(done, write);
  });

  it('is refused whole when a next step is refused', () =>
    given(...held)
      .when(CompleteStep({ step: 'files', fence: 1, next: [{ step: 'files', capability: 'read' }] }))
      .by(ann)
      .thenRejected('step.exists', { step: 'files' }));

  it('waits for open steps and for people', () => {
    given(started, files, write, claimedBy('ann'))
      .when(CompleteStep({ step: 'files', fence: 1 }))
      .by(ann)
      .then(done);
    given(...held, ApprovalRequested({ gate: 'ship', title: 'Ship?', risk: 'low', roles: ['lead'], quorum: 1 }))
      .when(CompleteStep({ step: 'files', fence: 1 }))
      .by(ann)
      .then(done);
  });
});

function failing(fence: number) {
  return FailStep({ step: 'files', fence, error: { message: 'no such folder' } });
}

function failed(attempt: number) {
  return StepFailed({ step: 'files', attempt, fence: attempt, by: 'ann', error: { message: 'no such folder' }, retriable: true });
}
