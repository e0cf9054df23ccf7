import { z } from 'zod';
import { event, type EventOf } from '../core/definition.ts';
import { GateId, Instant, Role, Subject } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';
import { Escalation, Risk } from './approval.commands.ts';

export const ApprovalRequested = event('workflow.approval-requested', 1, {
  gate: GateId,
  title: Line,
  detail: Prose.optional(),
  risk: Risk,
  roles: z.array(Role).min(1),
  quorum: z.int().min(1),
  expiresAt: Instant.optional(),
  escalation: Escalation.optional(),
});
export const ApprovalGiven = event('workflow.approval-given', 1, { gate: GateId, by: Subject, justification: Prose.optional() });
export const ApprovalGranted = event('workflow.approval-granted', 1, { gate: GateId });
/** Ends the workflow as rejected. */
export const ApprovalRejected = event('workflow.approval-rejected', 1, { gate: GateId, by: Subject, reason: Prose });
/** From now on these roles decide, until `expiresAt`. `by` is absent where nobody had decided by the time that was planned. */
export const ApprovalEscalated = event('workflow.approval-escalated', 1, {
  gate: GateId,
  roles: z.array(Role).min(1),
  by: Subject.optional(),
  reason: Prose.optional(),
  expiresAt: Instant.optional(),
});
/** Nobody decided in time, which means no: ends the workflow as rejected. */
export const ApprovalExpired = event('workflow.approval-expired', 1, { gate: GateId });

export type ApprovalEvent = EventOf<
  | typeof ApprovalRequested
  | typeof ApprovalGiven
  | typeof ApprovalGranted
  | typeof ApprovalEscalated
  | typeof ApprovalRejected
  | typeof ApprovalExpired
>;
