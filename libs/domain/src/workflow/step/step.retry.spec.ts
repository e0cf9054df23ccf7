import { describe, it } from '@jest/globals';
import {
  ClaimStep,
  DEFAULT_RETRY,
  FailStep,
  StepClaimed,
  StepFailed,
  StepRetryDue,
  StepRetryScheduled,
  StepScheduled,
  WorkflowFailed,
  WorkflowStarted,
} from '@skein/contracts';
import { actor, after, given } from '@skein/testing/kit';

const started = WorkflowStarted({ title: 'Survey', tags: [], ttlMs: 0 });
const plan = { capability: 'read', dependsOn: [], retry: DEFAULT_RETRY, timeoutMs: 0, priority: 0 };
const files = StepScheduled({ step: 'files', ...plan });
const ann = actor('ann');
const claimedBy = (by: string, attempt = 1) => StepClaimed({ step: 'files', attempt, fence: attempt, by, leaseUntil: after(30_000) });

describe('failing a step', () => {
  const held = [started, files, claimedBy('ann')];

  it('tries again after a delay', () =>
    given(...held)
      .when(failing(1))
      .by(ann)
      .then(failed(1), StepRetryScheduled({ step: 'files', attempt: 2, at: after(1_000) })));

  it('waits longer each time, up to the limit of its policy', () => {
    const second = [
      failed(1),
      StepRetryScheduled({ step: 'files', attempt: 2, at: after(1_000) }),
      StepRetryDue({ step: 'files', attempt: 2 }),
    ];
    given(...held, ...second, claimedBy('ann', 2))
      .when(failing(2))
      .by(ann)
      .then(failed(2), StepRetryScheduled({ step: 'files', attempt: 3, at: after(2_000) }));
    const capped = StepScheduled({ step: 'files', ...plan, retry: { ...DEFAULT_RETRY, maxBackoffMs: 500 } });
    given(started, capped, claimedBy('ann'))
      .when(failing(1))
      .by(ann)
      .then(failed(1), StepRetryScheduled({ step: 'files', attempt: 2, at: after(500) }));
  });

  it('cannot be claimed before the delay is over', () =>
    given(...held, failed(1), StepRetryScheduled({ step: 'files', attempt: 2, at: after(1_000) }))
      .when(ClaimStep({ step: 'files' }))
      .thenRejected('step.not-runnable', { step: 'files', status: 'retrying' }));

  it('fails the workflow when the last attempt has failed', () => {
    const once = StepScheduled({ step: 'files', ...plan, retry: { ...DEFAULT_RETRY, maxAttempts: 1 } });
    given(started, once, claimedBy('ann'))
      .when(failing(1))
      .by(ann)
      .then(failed(1), WorkflowFailed({ step: 'files', message: 'no such folder' }));
  });

  it('fails the workflow at once when trying again is no use', () =>
    given(...held)
      .when(FailStep({ step: 'files', fence: 1, error: { message: 'no such folder' }, retriable: false }))
      .by(ann)
      .then(
        StepFailed({ step: 'files', attempt: 1, fence: 1, by: 'ann', error: { message: 'no such folder' }, retriable: false }),
        WorkflowFailed({ step: 'files', message: 'no such folder' }),
      ));
});

function failing(fence: number) {
  return FailStep({ step: 'files', fence, error: { message: 'no such folder' } });
}

function failed(attempt: number) {
  return StepFailed({ step: 'files', attempt, fence: attempt, by: 'ann', error: { message: 'no such folder' }, retriable: true });
}
