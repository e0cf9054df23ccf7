import { describe, expect, it } from '@jest/globals';
import {
  Annotated,
  ApprovalGranted,
  ApprovalRequested,
  DEFAULT_RETRY,
  FireTimer,
  StepClaimed,
  StepFailed,
  StepLeaseExtended,
  StepRetryDue,
  StepRetryScheduled,
  StepScheduled,
  StepTimedOut,
  WorkflowCancelled,
  WorkflowExpired,
  WorkflowFailed,
  WorkflowPaused,
  WorkflowStarted,
} from '@skein/contracts';
import { NOON, after, given, happened, stateAfter } from '@skein/testing/kit';
import { workflowDecider } from '../workflow.decider.ts';

const plan = { capability: 'read', dependsOn: [], retry: DEFAULT_RETRY, timeoutMs: 0, priority: 0 };
const started = WorkflowStarted({ title: 'Survey', tags: [], ttlMs: 0 });
const scheduled = StepScheduled({ step: 'files', ...plan });
const claim = { step: 'files', attempt: 1, fence: 1, by: 'ann' };
const claimed = StepClaimed({ ...claim, leaseUntil: after(30_000) });
const lease = (setBy: number, due: number) => FireTimer({ purpose: 'step-lease', subject: 'files', setBy, due: after(due) });
const timersAfter = (...facts: Parameters<typeof given>) => workflowDecider.timers(stateAfter(workflowDecider, facts));

describe('the end of a lease', () => {
  const retry = StepRetryScheduled({ step: 'files', attempt: 2, at: after(31_000) });

  it('is held as a timer that names the claim', () =>
    expect(timersAfter(started, scheduled, claimed)).toEqual([{ purpose: 'step-lease', subject: 'files', setBy: 3, due: NOON + 30_000 }]));

  it('takes the step from its holder and tries again', () =>
    given(started, scheduled, claimed)
      .when(lease(3, 30_000))
      .at(30_000)
      .then(StepTimedOut({ ...claim, limit: 'lease' }), retry));

  it('fails the workflow when no attempt is left', () => {
    const once = StepScheduled({ step: 'files', ...plan, retry: { ...DEFAULT_RETRY, maxAttempts: 1 } });
    const message = 'Step files ended: its holder went silent (attempt 1 of 1).';
    given(started, once, claimed)
      .when(lease(3, 30_000))
      .at(30_000)
      .then(StepTimedOut({ ...claim, limit: 'lease' }), WorkflowFailed({ step: 'files', message }));
  });

  it('moves with an extension: the former timer does nothing', () => {
    const extended = [started, scheduled, claimed, StepLeaseExtended({ step: 'files', fence: 1, leaseUntil: after(50_000) })];
    given(...extended)
      .when(lease(3, 30_000))
      .at(60_000)
      .thenNothing();
    given(...extended)
      .when(lease(4, 50_000))
      .at(50_000)
      .then(StepTimedOut({ ...claim, limit: 'lease' }), StepRetryScheduled({ step: 'files', attempt: 2, at: after(51_000) }));
  });

  it('must be due at the very moment that the state holds', () =>
    given(started, scheduled, claimed).when(lease(3, 29_999)).at(30_000).thenNothing());

  it('must be the one that the very event set, for the very purpose', () => {
    const otherPurpose = FireTimer({ purpose: 'step-timeout', subject: 'files', setBy: 3, due: after(30_000) });
    given(started, scheduled, claimed).when(lease(2, 30_000)).at(30_000).thenNothing();
    given(started, scheduled, claimed).when(otherPurpose).at(30_000).thenNothing();
  });

  it('fires once', () =>
    given(started, scheduled, claimed, StepTimedOut({ ...claim, limit: 'lease' }), retry)
      .when(lease(3, 30_000))
      .at(30_000)
      .thenNothing());

  it('does nothing in a workflow that has ended or never was', () => {
    given(started, scheduled, claimed, WorkflowCancelled({})).when(lease(3, 30_000)).at(30_000).thenNothing();
    given().when(lease(3, 30_000)).thenNothing();
  });
});

describe('the end of an attempt', () => {
  const bounded = StepClaimed({ ...claim, leaseUntil: after(30_000), runUntil: after(90_000) });
  const timeout = FireTimer({ purpose: 'step-timeout', subject: 'files', setBy: 3, due: after(90_000) });

  it('is held beside the lease, and is not moved by extensions', () => {
    const extended = StepLeaseExtended({ step: 'files', fence: 1, leaseUntil: after(50_000) });
    expect(timersAfter(started, scheduled, bounded, extended)).toEqual([
      { purpose: 'step-lease', subject: 'files', setBy: 4, due: NOON + 50_000 },
      { purpose: 'step-timeout', subject: 'files', setBy: 3, due: NOON + 90_000 },
    ]);
  });

  it('is the only timer once the lease lasts as long', () => {
    const extended = StepLeaseExtended({ step: 'files', fence: 1, leaseUntil: after(90_000) });
    expect(timersAfter(started, scheduled, bounded, extended)).toEqual([
      { purpose: 'step-timeout', subject: 'files', setBy: 3, due: NOON + 90_000 },
    ]);
  });

  it('takes the step from a holder that is still alive', () =>
    given(started, scheduled, bounded)
      .when(timeout)
      .at(90_000)
      .then(StepTimedOut({ ...claim, limit: 'timeout' }), StepRetryScheduled({ step: 'files', attempt: 2, at: after(91_000) })));
});

describe('the wait for the next attempt', () => {
  const error = { message: 'no such folder' };
  const waiting = [
    started,
    scheduled,
    claimed,
    StepFailed({ ...claim, error, retriable: true }),
    StepRetryScheduled({ step: 'files', attempt: 2, at: after(1_000) }),
  ];

  it('ends with a timer', () => {
    expect(timersAfter(...waiting)).toEqual([{ purpose: 'step-retry', subject: 'files', setBy: 5, due: NOON + 1_000 }]);
    given(...waiting)
      .when(FireTimer({ purpose: 'step-retry', subject: 'files', setBy: 5, due: after(1_000) }))
      .at(1_000)
      .then(StepRetryDue({ step: 'files', attempt: 2 }));
  });

  it('is no wait at all when the delay is zero', () =>
    expect(timersAfter(...waiting.slice(0, 4), StepRetryScheduled({ step: 'files', attempt: 2, at: after(0) }))).toEqual([]));
});

describe('the life time of a workflow', () => {
  const mortal = WorkflowStarted({ title: 'Survey', tags: [], ttlMs: 60_000 });
  const gate = ApprovalRequested({ gate: 'ship', title: 'Ship?', risk: 'low', roles: ['lead'], quorum: 1 });
  const expire = (setBy: number, due: number) => FireTimer({ purpose: 'workflow-ttl', subject: '', setBy, due: after(due) });

  it('slides with every event', () =>
    expect(timersAfter(mortal, happened(Annotated({ text: 'still here' }), { at: 20_000 }))).toEqual([
      { purpose: 'workflow-ttl', subject: '', setBy: 2, due: NOON + 80_000 },
    ]));

  it('ends abandoned work', () =>
    given(mortal)
      .when(expire(1, 60_000))
      .at(61_000)
      .then(WorkflowExpired({ idleMs: 61_000 })));

  it('does not end work that went on', () =>
    given(mortal, happened(Annotated({ text: 'still here' }), { at: 20_000 }))
      .when(expire(1, 60_000))
      .at(60_000)
      .thenNothing());

  it('stands still while people are waited for, while paused, and after the end', () => {
    expect(timersAfter(mortal, gate)).toEqual([]);
    expect(timersAfter(mortal, WorkflowPaused({}))).toEqual([]);
    expect(timersAfter(mortal, WorkflowCancelled({}))).toEqual([]);
    expect(timersAfter(mortal, gate, ApprovalGranted({ gate: 'ship' }))).toHaveLength(1);
  });

  it('never ends when it is zero', () => expect(timersAfter(started)).toEqual([]));
});
