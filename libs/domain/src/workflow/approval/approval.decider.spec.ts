import { describe, it } from '@jest/globals';
import {
  ApprovalExpired,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRejected,
  ApprovalRequested,
  Approve,
  FireTimer,
  Reject,
  RequestApproval,
  WorkflowStarted,
} from '@skein/contracts';
import { actor, after, given } from '@skein/testing/kit';

const lead = (subject: string) => actor(subject, 'lead');
const started = WorkflowStarted({ title: 'Ship it', tags: [], ttlMs: 0 });
const gate = { gate: 'ship', title: 'Ship?', risk: 'medium' as const, roles: ['lead'], quorum: 1 };
const requested = ApprovalRequested(gate);

describe('asking for approval', () => {
  it('opens a gate', () => given(started).when(RequestApproval(gate)).then(requested));

  it('opens a further gate while another one is open', () =>
    given(started, requested)
      .when(RequestApproval({ ...gate, gate: 'tell' }))
      .then(ApprovalRequested({ ...gate, gate: 'tell' })));

  it('needs a name that no gate of the workflow had before', () => {
    given(started, requested).when(RequestApproval(gate)).thenRejected('approval.exists', { gate: 'ship', status: 'open' });
    given(started, requested, ApprovalGranted({ gate: 'ship' }))
      .when(RequestApproval(gate))
      .thenRejected('approval.exists', { gate: 'ship', status: 'granted' });
  });

  it('needs a deadline that has not passed', () =>
    given(started)
      .when(RequestApproval({ ...gate, expiresAt: after(0) }))
      .thenRejected('approval.expiry-past'));

  it('needs a quorum of two for critical work', () =>
    given(started)
      .when(RequestApproval({ ...gate, risk: 'critical' }))
      .thenRejected('approval.quorum-too-small', { needs: 2 }));

  it('stops at a hundred open gates', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => ApprovalRequested({ ...gate, gate: `gate-${at}` }));
    given(started, ...hundred)
      .when(RequestApproval(gate))
      .thenRejected('approval.too-many-open');
  });
});

describe('voting', () => {
  it('opens the gate at its quorum', () =>
    given(started, requested)
      .when(Approve({ gate: 'ship' }))
      .by(lead('ann'))
      .then(ApprovalGiven({ gate: 'ship', by: 'ann' }), ApprovalGranted({ gate: 'ship' })));

  it('needs one of the roles of the gate, and admin is none of them', () => {
    given(started, requested)
      .when(Approve({ gate: 'ship' }))
      .by(actor('eve', 'admin'))
      .thenRejected('approval.role-missing', { needs: ['lead'] });
    given(started, requested)
      .when(Reject({ gate: 'ship', reason: 'no' }))
      .by(actor('eve', 'admin'))
      .thenRejected('approval.role-missing');
  });

  it('is refused for gates that are granted or were never asked for', () => {
    const yes = Approve({ gate: 'ship' });
    given(started).when(yes).by(lead('ann')).thenRejected('approval.not-open', { status: 'unknown' });
    given(started, requested, ApprovalGranted({ gate: 'ship' }))
      .when(yes)
      .by(lead('ann'))
      .thenRejected('approval.not-open', { status: 'granted' });
  });

  it('does not take an inherited property for a gate', () =>
    given(started, requested)
      .when(Approve({ gate: 'constructor' }))
      .by(lead('ann'))
      .thenRejected('approval.not-open', { status: 'unknown' }));

  it('ends the workflow at the first rejection, also by someone who had agreed before', () =>
    given(started, ApprovalRequested({ ...gate, quorum: 2 }), ApprovalGiven({ gate: 'ship', by: 'ann' }))
      .when(Reject({ gate: 'ship', reason: 'the load test failed' }))
      .by(lead('ann'))
      .then(ApprovalRejected({ gate: 'ship', by: 'ann', reason: 'the load test failed' })));

  it('cannot change a rejected gate', () =>
    given(started, requested, ApprovalRejected({ gate: 'ship', by: 'ann', reason: 'no' }))
      .when(Approve({ gate: 'ship' }))
      .by(lead('bob'))
      .thenRejected('workflow.illegal-transition', { status: 'rejected', command: 'workflow.approve' }));
});

describe('a critical gate', () => {
  const critical = ApprovalRequested({ ...gate, risk: 'critical', quorum: 2 });
  const yes = Approve({ gate: 'ship', justification: 'load test passed' });
  const approvedBy = (by: string) => ApprovalGiven({ gate: 'ship', by, justification: 'load test passed' });

  it('stays closed after one approval', () => given(started, critical).when(yes).by(lead('ann')).then(approvedBy('ann')));

  it('counts a person once, however often they approve', () =>
    given(started, critical, approvedBy('ann')).when(yes).by(lead('ann')).thenNothing());

  it('opens for the second person', () =>
    given(started, critical, approvedBy('ann'))
      .when(yes)
      .by(lead('bob'))
      .then(approvedBy('bob'), ApprovalGranted({ gate: 'ship' })));

  it('asks why', () =>
    given(started, critical)
      .when(Approve({ gate: 'ship' }))
      .by(lead('ann'))
      .thenRejected('approval.justification-missing'));
});

describe('a gate with a deadline', () => {
  const timed = ApprovalRequested({ ...gate, expiresAt: after(60_000) });

  it('takes votes until then', () =>
    given(started, timed)
      .when(Approve({ gate: 'ship' }))
      .by(lead('ann'))
      .at(59_999)
      .then(ApprovalGiven({ gate: 'ship', by: 'ann' }), ApprovalGranted({ gate: 'ship' })));

  it('takes none from then on, even before its timer has fired', () =>
    given(started, timed)
      .when(Approve({ gate: 'ship' }))
      .by(lead('ann'))
      .at(60_000)
      .thenRejected('approval.not-open', { status: 'expired' }));

  it('expires, which means no', () => {
    const fire = FireTimer({ purpose: 'approval-expiry', subject: 'ship', setBy: 2, due: after(60_000) });
    given(started, timed)
      .when(fire)
      .at(60_000)
      .then(ApprovalExpired({ gate: 'ship' }));
    given(started, timed, ApprovalGranted({ gate: 'ship' }))
      .when(fire)
      .at(60_000)
      .thenNothing();
  });
});
