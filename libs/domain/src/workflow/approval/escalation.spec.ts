import { describe, expect, it } from '@jest/globals';
import {
  ApprovalEscalated,
  ApprovalExpired,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRejected,
  ApprovalRequested,
  Approve,
  Escalate,
  FireTimer,
  Reject,
  RequestApproval,
  WorkflowStarted,
} from '@skein/contracts';
import { NOON, actor, after, given, stateAfter } from '@skein/testing/kit';
import { workflowDecider } from '../workflow.decider.ts';
import { gatesOf } from '../workflow.rows.ts';

const lead = actor('ann', 'lead');
const boss = actor('bob', 'boss');
const started = WorkflowStarted({ title: 'Ship it', tags: [], ttlMs: 0 });
const gate = { gate: 'ship', title: 'Ship?', risk: 'low' as const, roles: ['lead'], quorum: 1 };
const yes = Approve({ gate: 'ship' });

describe('escalating by hand', () => {
  const asked = ApprovalRequested({ ...gate, quorum: 2, expiresAt: after(60_000) });
  const toBoss = Escalate({ gate: 'ship', roles: ['boss'], reason: 'on leave' });
  const escalated = ApprovalEscalated({ gate: 'ship', roles: ['boss'], by: 'ann', reason: 'on leave', expiresAt: after(60_000) });

  it('hands the gate to other roles and keeps its deadline', () => given(started, asked).when(toBoss).by(lead).then(escalated));

  it('may set another deadline, ahead', () => {
    given(started, asked)
      .when(Escalate({ gate: 'ship', roles: ['boss'], expiresAt: after(90_000) }))
      .by(lead)
      .then(ApprovalEscalated({ gate: 'ship', roles: ['boss'], by: 'ann', expiresAt: after(90_000) }));
    given(started, asked)
      .when(Escalate({ gate: 'ship', roles: ['boss'], expiresAt: after(0) }))
      .by(lead)
      .thenRejected('approval.expiry-past');
  });

  it('is for those who may decide the gate: nobody can hand it to somebody more willing', () => {
    given(started, asked)
      .when(toBoss)
      .by(actor('agent', 'admin'))
      .thenRejected('approval.role-missing', { gate: 'ship', needs: ['lead'] });
    given(started, asked, escalated)
      .when(toBoss)
      .by(lead)
      .thenRejected('approval.role-missing', { gate: 'ship', needs: ['boss'] });
  });

  it('is too late after the deadline', () => given(started, asked).when(toBoss).by(lead).at(60_000).thenRejected('approval.not-open'));

  it('lets only the new roles vote, and counts the votes that were given', () => {
    const half = [started, asked, ApprovalGiven({ gate: 'ship', by: 'cy' }), escalated];
    given(...half)
      .when(yes)
      .by(lead)
      .thenRejected('approval.role-missing', { gate: 'ship', needs: ['boss'] });
    given(...half)
      .when(yes)
      .by(boss)
      .then(ApprovalGiven({ gate: 'ship', by: 'bob' }), ApprovalGranted({ gate: 'ship' }));
  });
});

describe('an escalation that was planned', () => {
  const escalation = { at: after(30_000), roles: ['boss'], expiresAt: after(90_000) };
  const asked = ApprovalRequested({ ...gate, expiresAt: after(60_000), escalation });
  const escalated = ApprovalEscalated({ gate: 'ship', roles: ['boss'], expiresAt: after(90_000) });
  const fire = FireTimer({ purpose: 'approval-escalation', subject: 'ship', setBy: 2, due: after(30_000) });

  it('lies ahead, and leaves time before the deadlines', () => {
    given(started)
      .when(RequestApproval({ ...gate, expiresAt: after(60_000), escalation }))
      .then(asked);
    for (const wrong of [{ at: after(0) }, { at: after(60_000) }, { at: after(90_000) }])
      given(started)
        .when(RequestApproval({ ...gate, expiresAt: after(60_000), escalation: { ...escalation, ...wrong } }))
        .thenRejected('approval.escalation-misplaced');
  });

  it('happens when nobody has decided by then, and sets the next deadline', () => {
    given(started, asked).when(fire).at(30_000).then(escalated);
    given(started, asked, ApprovalGranted({ gate: 'ship' }))
      .when(fire)
      .at(30_000)
      .thenNothing();
    const timers = workflowDecider.timers(stateAfter(workflowDecider, [started, asked, escalated]));
    expect(timers).toEqual([{ purpose: 'approval-expiry', subject: 'ship', setBy: 3, due: NOON + 90_000 }]);
    given(started, asked, escalated)
      .when(FireTimer({ purpose: 'approval-expiry', subject: 'ship', setBy: 3, due: after(90_000) }))
      .at(90_000)
      .then(ApprovalExpired({ gate: 'ship' }));
  });

  it('counts from its moment on, whether or not its timer has fired, and is recorded with the first vote', () => {
    const given30 = given(started, asked);
    given30
      .when(yes)
      .by(boss)
      .at(29_999)
      .thenRejected('approval.role-missing', { gate: 'ship', needs: ['lead'] });
    given30
      .when(yes)
      .by(lead)
      .at(30_000)
      .thenRejected('approval.role-missing', { gate: 'ship', needs: ['boss'] });
    given30
      .when(yes)
      .by(boss)
      .at(70_000)
      .then(escalated, ApprovalGiven({ gate: 'ship', by: 'bob' }), ApprovalGranted({ gate: 'ship' }));
    given30
      .when(Reject({ gate: 'ship', reason: 'no' }))
      .by(boss)
      .at(70_000)
      .then(escalated, ApprovalRejected({ gate: 'ship', by: 'bob', reason: 'no' }));
    given30.when(yes).by(boss).at(90_000).thenRejected('approval.not-open');
  });

  it('gives way to one by hand', () => {
    const byHand = ApprovalEscalated({ gate: 'ship', roles: ['ops'], by: 'ann', expiresAt: after(60_000) });
    given(started, asked, byHand).when(fire).at(30_000).thenNothing();
    given(started, asked, byHand)
      .when(yes)
      .by(boss)
      .at(40_000)
      .thenRejected('approval.role-missing', { gate: 'ship', needs: ['ops'] });
  });

  it('is shown with the gate until it has happened', () => {
    expect(gatesOf(stateAfter(workflowDecider, [started, asked]))).toMatchObject([
      { roles: ['lead'], expiresAt: after(60_000), escalatesAt: after(30_000), escalatesTo: ['boss'], votesNeeded: 1 },
    ]);
    const [row] = gatesOf(stateAfter(workflowDecider, [started, asked, escalated]));
    expect(row).toMatchObject({ roles: ['boss'], expiresAt: after(90_000), escalatedAt: after(0) });
    expect(row).not.toHaveProperty('escalatesAt');
  });
});
