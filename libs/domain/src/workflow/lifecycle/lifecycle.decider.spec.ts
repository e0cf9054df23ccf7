import { describe, it } from '@jest/globals';
import {
  Annotate,
  Annotated,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRequested,
  Approve,
  CancelWorkflow,
  ClaimStep,
  DEFAULT_RETRY,
  DEFAULT_TTL_MS,
  PauseWorkflow,
  RequestApproval,
  ResumeWorkflow,
  StartWorkflow,
  StepClaimed,
  StepCompleted,
  StepScheduled,
  WorkflowCancelled,
  WorkflowCompleted,
  WorkflowPaused,
  WorkflowResumed,
  WorkflowStarted,
} from '@skein/contracts';
import { actor, after, given } from '@skein/testing/kit';

const started = WorkflowStarted({ title: 'Survey', tags: [], ttlMs: 0 });
const plan = { capability: 'read', dependsOn: [], retry: DEFAULT_RETRY, timeoutMs: 0, priority: 0 };
const scheduled = StepScheduled({ step: 'files', ...plan });
const claimed = StepClaimed({ step: 'files', attempt: 1, fence: 1, by: 'worker', leaseUntil: after(30_000) });
const completed = StepCompleted({ step: 'files', attempt: 1, fence: 1, by: 'worker' });
const gate = ApprovalRequested({ gate: 'ship', title: 'Ship?', risk: 'low', roles: ['lead'], quorum: 1 });

describe('starting a workflow', () => {
  it('fills in a life time of a day', () =>
    given()
      .when(StartWorkflow({ title: 'Survey' }))
      .then(WorkflowStarted({ title: 'Survey', tags: [], ttlMs: DEFAULT_TTL_MS })));

  it('schedules its first steps in the order given', () =>
    given()
      .when(
        StartWorkflow({
          title: 'Survey',
          ttlMs: 0,
          steps: [
            { step: 'files', capability: 'read' },
            { step: 'write', capability: 'write', dependsOn: ['files'] },
          ],
        }),
      )
      .then(started, scheduled, StepScheduled({ step: 'write', ...plan, capability: 'write', dependsOn: ['files'] })));

  it('refuses a step that depends on a later one, so there are no cycles', () =>
    given()
      .when(
        StartWorkflow({
          title: 'Survey',
          steps: [
            { step: 'files', capability: 'read', dependsOn: ['write'] },
            { step: 'write', capability: 'write', dependsOn: ['files'] },
          ],
        }),
      )
      .thenRejected('step.dependency-unknown', { step: 'files', missing: 'write' }));

  it('refuses a step that depends on itself', () =>
    given()
      .when(StartWorkflow({ title: 'Survey', steps: [{ step: 'files', capability: 'read', dependsOn: ['files'] }] }))
      .thenRejected('step.dependency-unknown'));

  it('refuses the same step twice', () =>
    given()
      .when(
        StartWorkflow({
          title: 'Survey',
          steps: [
            { step: 'files', capability: 'read' },
            { step: 'files', capability: 'read' },
          ],
        }),
      )
      .thenRejected('step.exists', { step: 'files' }));

  it('happens once, also after the workflow has ended', () => {
    given(started)
      .when(StartWorkflow({ title: 'Survey' }))
      .thenRejected('workflow.exists', { status: 'running' });
    given(started, WorkflowCancelled({}))
      .when(StartWorkflow({ title: 'Survey' }))
      .thenRejected('workflow.exists', { status: 'cancelled' });
  });

  it('comes before everything else', () =>
    given()
      .when(ClaimStep({ step: 'files' }))
      .thenRejected('workflow.unknown'));
});

describe('a paused workflow', () => {
  const paused = WorkflowPaused({});

  it('is paused with a reason', () =>
    given(started)
      .when(PauseWorkflow({ reason: 'night' }))
      .then(WorkflowPaused({ reason: 'night' })));

  it('cannot be paused again', () =>
    given(started, paused)
      .when(PauseWorkflow({}))
      .thenRejected('workflow.illegal-transition', { status: 'paused', command: 'workflow.pause' }));

  it('hands out no steps', () =>
    given(started, scheduled, paused)
      .when(ClaimStep({ step: 'files' }))
      .thenRejected('workflow.illegal-transition', { status: 'paused', command: 'workflow.claim-step' }));

  it('goes on when resumed', () => given(started, scheduled, paused).when(ResumeWorkflow({})).then(WorkflowResumed({})));

  it('completes when resumed with all work done', () =>
    given(started, scheduled, claimed, paused, completed).when(ResumeWorkflow({})).then(WorkflowResumed({}), WorkflowCompleted({})));

  it('waits for people again when resumed with an open gate', () =>
    given(started, scheduled, gate, paused, WorkflowResumed({}))
      .when(ClaimStep({ step: 'files' }))
      .thenRejected('workflow.illegal-transition', { status: 'awaiting_approval', command: 'workflow.claim-step' }));

  it('takes votes and stays paused', () => {
    const vote = ApprovalGiven({ gate: 'ship', by: 'ann' });
    given(started, scheduled, gate, paused)
      .when(Approve({ gate: 'ship' }))
      .by(actor('ann', 'lead'))
      .then(vote, ApprovalGranted({ gate: 'ship' }));
    given(started, scheduled, gate, paused, vote, ApprovalGranted({ gate: 'ship' }))
      .when(PauseWorkflow({}))
      .thenRejected('workflow.illegal-transition', { status: 'paused', command: 'workflow.pause' });
  });

  it('asks for no new approvals', () =>
    given(started, paused)
      .when(RequestApproval({ gate: 'ship', title: 'Ship?' }))
      .thenRejected('workflow.illegal-transition'));

  it('is the only one that can be resumed', () =>
    given(started).when(ResumeWorkflow({})).thenRejected('workflow.illegal-transition', { status: 'running', command: 'workflow.resume' }));
});

describe('a workflow with an open gate', () => {
  it('hands out no steps', () =>
    given(started, scheduled, gate)
      .when(ClaimStep({ step: 'files' }))
      .thenRejected('workflow.illegal-transition', { status: 'awaiting_approval', command: 'workflow.claim-step' }));

  it('completes with the last vote when all work is done', () =>
    given(started, scheduled, claimed, gate, completed)
      .when(Approve({ gate: 'ship' }))
      .by(actor('ann', 'lead'))
      .then(ApprovalGiven({ gate: 'ship', by: 'ann' }), ApprovalGranted({ gate: 'ship' }), WorkflowCompleted({})));

  it('goes on when the gate opens before any work was done', () =>
    given(started, gate)
      .when(Approve({ gate: 'ship' }))
      .by(actor('ann', 'lead'))
      .then(ApprovalGiven({ gate: 'ship', by: 'ann' }), ApprovalGranted({ gate: 'ship' })));
});

describe('a cancelled workflow', () => {
  it('was open before', () =>
    given(started)
      .when(CancelWorkflow({ reason: 'not needed' }))
      .then(WorkflowCancelled({ reason: 'not needed' })));

  it('cannot be cancelled again', () =>
    given(started, WorkflowCancelled({}))
      .when(CancelWorkflow({}))
      .thenRejected('workflow.illegal-transition', { status: 'cancelled', command: 'workflow.cancel' }));

  it('takes notes', () =>
    given(started, WorkflowCancelled({}))
      .when(Annotate({ text: 'see the other one' }))
      .then(Annotated({ text: 'see the other one' })));
});
