import {
  ApprovalEscalated,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRejected,
  ApprovalRequested,
  Approve,
  Escalate,
  Reject,
  RequestApproval,
} from '@skein/contracts';
import { decider, reject, unchanged } from '../../core/decider.ts';
import { instant } from '../../core/instant.ts';
import { isGate, openGate } from './approval.gate.ts';
import { gateStatus, type ApprovalState } from './approval.state.ts';
import { fitsBetween } from './escalation-plan.ts';

/** Bounds the state, and with it what one decision costs. */
export const MAX_OPEN_GATES = 100;

const commands = { RequestApproval, Approve, Reject, Escalate };

/** A gate opens when enough different people with a fitting role agree; the first rejection, or its deadline, closes it for good. */
export const approval = decider<ApprovalState, typeof commands>(commands, {
  RequestApproval(asked, state, { now }) {
    const { gate, risk, quorum, expiresAt, escalation } = asked;
    const status = gateStatus(state, gate);
    if (status) return reject('approval.exists', { gate, status });
    if (state.openGates >= MAX_OPEN_GATES) return reject('approval.too-many-open', { open: state.openGates, most: MAX_OPEN_GATES });
    if (risk === 'critical' && quorum < 2) return reject('approval.quorum-too-small', { gate, quorum, needs: 2 });
    if (expiresAt && Date.parse(expiresAt) <= now) return reject('approval.expiry-past', { gate, expiresAt });
    if (escalation && !fitsBetween(now, escalation, expiresAt)) return reject('approval.escalation-misplaced', { gate, ...escalation });
    return [ApprovalRequested(asked)];
  },

  Approve({ gate, justification }, state, { actor, now }) {
    const open = openGate(state, gate, actor.roles, now);
    if (!isGate(open)) return open;
    if (open.voters.includes(actor.subject)) return unchanged;
    if (open.risk === 'critical' && !justification) return reject('approval.justification-missing', { gate });

    const given = [...open.overdue, ApprovalGiven({ gate, by: actor.subject, justification })];
    return open.voters.length + 1 < open.quorum ? given : [...given, ApprovalGranted({ gate })];
  },

  Reject({ gate, reason }, state, { actor, now }) {
    const open = openGate(state, gate, actor.roles, now);
    return isGate(open) ? [...open.overdue, ApprovalRejected({ gate, by: actor.subject, reason })] : open;
  },

  Escalate({ gate, roles, reason, expiresAt }, state, { actor, now }) {
    const open = openGate(state, gate, actor.roles, now);
    if (!isGate(open)) return open;
    if (expiresAt && Date.parse(expiresAt) <= now) return reject('approval.expiry-past', { gate, expiresAt });
    const deadline = expiresAt ?? (open.expiresAt === undefined ? undefined : instant(open.expiresAt));
    return [...open.overdue, ApprovalEscalated({ gate, roles, by: actor.subject, reason, expiresAt: deadline })];
  },
});
