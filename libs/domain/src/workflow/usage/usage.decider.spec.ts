import { describe, expect, it } from '@jest/globals';
import {
  CompleteStep,
  DEFAULT_RETRY,
  RecordUsage,
  StepClaimed,
  StepCompleted,
  StepScheduled,
  UsageRecorded,
  WorkflowStarted,
  type Usage,
} from '@skein/contracts';
import { actor, after, given, stateAfter } from '@skein/testing/kit';
import { workflowDecider } from '../workflow.decider.ts';

const started = WorkflowStarted({ title: 'Count', tags: [], ttlMs: 0 });
const scheduled = StepScheduled({ step: 'read', capability: 'read', dependsOn: [], retry: DEFAULT_RETRY, timeoutMs: 0, priority: 0 });
const claimed = StepClaimed({ step: 'read', attempt: 1, fence: 1, by: 'ann', leaseUntil: after(30_000) });
const ann = actor('ann');
const used = (usage: Usage) => UsageRecorded({ usage, agent: 'ann' });
const most = Number.MAX_SAFE_INTEGER;

describe('usage', () => {
  it('is recorded for whoever reports it, or for another agent, and for a step', () => {
    const usage = { inputTokens: 10, costMicroUsd: 3, model: 'm' };
    given(started)
      .when(RecordUsage({ usage }))
      .by(ann)
      .then(UsageRecorded({ usage, agent: 'ann' }));
    given(started, scheduled)
      .when(RecordUsage({ usage, step: 'read', agent: 'bob' }))
      .by(ann)
      .then(UsageRecorded({ usage, step: 'read', agent: 'bob' }));
    given(started)
      .when(RecordUsage({ usage, step: 'fly' }))
      .thenRejected('step.unknown', { step: 'fly' });
  });

  it('of nothing changes nothing', () =>
    given(started)
      .when(RecordUsage({ usage: { inputTokens: 0, model: 'm' } }))
      .thenNothing());

  it('adds up, with what completed steps report', () => {
    const done = StepCompleted({ step: 'read', attempt: 1, fence: 1, by: 'ann', usage: { inputTokens: 1, outputTokens: 2 } });
    const state = stateAfter(workflowDecider, [started, scheduled, claimed, used({ costMicroUsd: 4, inputTokens: 5 }), done]);
    expect(state.usage).toEqual({ inputTokens: 6, outputTokens: 2, costMicroUsd: 4 });
  });

  it('is refused when its sum would no longer be exact, also with a completed step', () => {
    const full = [started, scheduled, claimed, used({ costMicroUsd: most })];
    given(...full)
      .when(RecordUsage({ usage: { costMicroUsd: 1 } }))
      .thenRejected('usage.too-large');
    given(...full)
      .when(CompleteStep({ step: 'read', fence: 1, usage: { costMicroUsd: 1 } }))
      .by(ann)
      .thenRejected('usage.too-large');
    given(started, used({ costMicroUsd: most - 1 }))
      .when(RecordUsage({ usage: { costMicroUsd: 1 } }))
      .by(ann)
      .then(used({ costMicroUsd: 1 }));
  });

  it('of histories from before that was refused is counted as far as it is exact', () =>
    expect(stateAfter(workflowDecider, [started, used({ costMicroUsd: most }), used({ costMicroUsd: 9 })]).usage.costMicroUsd).toBe(most));
});
