import { describe, expect, it } from '@jest/globals';
import {
  Annotated,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRequested,
  DEFAULT_RETRY,
  StepClaimed,
  StepCompleted,
  StepScheduled,
  WorkflowCancelled,
  WorkflowStarted,
  type Fact,
} from '@skein/contracts';
import { NOON, after, happened, stateAfter } from '@skein/testing/kit';
import { evolveWithChanges } from './workflow.changes.ts';
import { workflowDecider } from './workflow.decider.ts';
import { gatesOf, stepRow, stepsOf, workflowSummary } from './workflow.rows.ts';

const plan = { capability: 'read', retry: DEFAULT_RETRY, timeoutMs: 0, priority: 5 };
const started = WorkflowStarted({ title: 'Survey', tags: ['demo'], parent: 'all', ttlMs: 60_000 });
const files = StepScheduled({ step: 'files', title: 'Read', input: { secret: 1 }, dependsOn: [], ...plan });
const write = StepScheduled({ step: 'write', dependsOn: ['files'], ...plan });
const claimed = StepClaimed({ step: 'files', attempt: 1, fence: 1, by: 'ann', leaseUntil: after(30_000) });
const completed = StepCompleted({ step: 'files', attempt: 1, fence: 1, by: 'ann', output: { secret: 2 } });
const gate = ApprovalRequested({
  gate: 'ship',
  title: 'Go?',
  detail: 'All',
  risk: 'low',
  roles: ['lead'],
  quorum: 1,
  expiresAt: after(90_000),
});
const stateOf = (...facts: Parameters<typeof stateAfter>[1]) => stateAfter(workflowDecider, facts);
const changesOf = (before: Fact[], event: Fact) => {
  const changes = evolveWithChanges(stateOf(...before), event, { version: before.length + 1, time: NOON + 1_000, actor: 'bob' });
  return { steps: changes.steps.map(({ step, record }) => stepRow(step, record)), gates: changes.gates };
};

const filesRow = { step: 'files', title: 'Read', capability: 'read', priority: 5, scheduledBy: 2, dependsOn: [] };
const writeRow = { step: 'write', capability: 'read', priority: 5, scheduledBy: 3, dependsOn: ['files'] };

describe('the summary of a workflow', () => {
  it('counts what is open and what is done', () =>
    expect(workflowSummary(stateOf(started, files, write, claimed, happened(completed, { at: 1_000 })))).toEqual({
      title: 'Survey',
      status: 'running',
      tags: ['demo'],
      parent: 'all',
      version: 5,
      openSteps: 1,
      completedSteps: 1,
      failedAttempts: 0,
      openGates: 0,
      signals: 0,
      usage: { inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
      startedAt: after(0),
      updatedAt: after(1_000),
      expiresAt: after(61_000),
    }));

  it('tells when a workflow ended, and then no longer when it would expire', () => {
    const ended = workflowSummary(
      stateOf(started, happened(WorkflowCancelled({}), { at: 1 }), happened(Annotated({ text: 'late' }), { at: 9 })),
    );
    expect(ended).toMatchObject({ status: 'cancelled', closedAt: after(1), updatedAt: after(9) });
    expect(ended).not.toHaveProperty('expiresAt');
  });

  it('is not to be had of a workflow that does not exist', () =>
    expect(() => workflowSummary(workflowDecider.initialState())).toThrow(RangeError));
});

describe('the rows of steps and gates', () => {
  it('show who holds a step, and where its input is, but not the input', () => {
    const state = stateOf(started, files, write, claimed);
    const held = { heldBy: 'ann', leaseUntil: after(30_000), updatedAt: after(0) };
    expect(stepsOf(state)).toEqual([
      { ...filesRow, status: 'claimed', attempt: 1, fence: 1, ...held },
      { ...writeRow, status: 'blocked', attempt: 0, fence: 0, updatedAt: after(0) },
    ]);
    expect(JSON.stringify(state)).not.toContain('secret');
  });

  it('show who asked for an approval and who has given theirs', () =>
    expect(gatesOf(stateOf(started, happened(gate, { by: 'ann' }), ApprovalGiven({ gate: 'ship', by: 'bob' })))).toEqual([
      {
        gate: 'ship',
        title: 'Go?',
        detail: 'All',
        risk: 'low',
        roles: ['lead'],
        quorum: 1,
        voters: ['bob'],
        votesNeeded: 0,
        status: 'open',
        requestedBy: 'ann',
        requestedAt: after(0),
        expiresAt: after(90_000),
      },
    ]));

  it('change for a completed step and for the steps that waited for it', () =>
    expect(changesOf([started, files, write, claimed], completed)).toEqual({
      steps: [
        { ...filesRow, status: 'completed', attempt: 1, fence: 1, updatedAt: after(1_000) },
        { ...writeRow, status: 'ready', attempt: 0, fence: 0, updatedAt: after(1_000) },
      ],
      gates: [],
    }));

  it('change for a granted gate', () =>
    expect(changesOf([started, gate], ApprovalGranted({ gate: 'ship' }))).toMatchObject({
      steps: [],
      gates: [{ gate: 'ship', status: 'granted', closedAt: after(1_000) }],
    }));

  it('change for everything open when the workflow ends', () =>
    expect(changesOf([started, files, write, claimed, gate], WorkflowCancelled({}))).toMatchObject({
      steps: [
        { step: 'files', status: 'cancelled' },
        { step: 'write', status: 'cancelled' },
      ],
      gates: [{ gate: 'ship', status: 'cancelled', closedAt: after(1_000) }],
    }));

  it('do not change for a note', () => expect(changesOf([started, files], Annotated({ text: 'hm' }))).toEqual({ steps: [], gates: [] }));
});
