import { z } from 'zod';
import { command } from '../core/definition.ts';
import { GateId, Instant, Role } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';

export const Risk = z.enum(['low', 'medium', 'high', 'critical']).meta({ id: 'Risk' });
export type Risk = z.infer<typeof Risk>;

const Roles = z.array(Role).min(1).max(20);

/** Whom a gate goes to when nobody has decided it by `at`, and until when they may decide (default: the deadline stays). */
export const Escalation = z.strictObject({ at: Instant, roles: Roles, expiresAt: Instant.optional() }).meta({ id: 'Escalation' });
export type Escalation = z.infer<typeof Escalation>;

/** Opens a gate: no step can be claimed until enough people with a fitting role agree. A critical gate needs two at least. */
export const RequestApproval = command('workflow.request-approval', {
  gate: GateId,
  title: Line,
  detail: Prose.optional(),
  risk: Risk.default('medium'),
  roles: Roles.default(['approver']),
  quorum: z.int().min(1).max(9).default(1),
  /** No vote in time means no. */
  expiresAt: Instant.optional(),
  escalation: Escalation.optional(),
});
export const Approve = command('workflow.approve', { gate: GateId, justification: Prose.optional() });
export const Reject = command('workflow.reject', { gate: GateId, reason: Prose });
/**
 * Hands the gate to other roles, now and in place of those that it has; votes that were given count on. Only somebody who may vote on it may
 * do that, and it takes the place of an escalation that was planned. Without `expiresAt` the deadline stays.
 */
export const Escalate = command('workflow.escalate', {
  gate: GateId,
  roles: Roles,
  reason: Prose.optional(),
  expiresAt: Instant.optional(),
});
