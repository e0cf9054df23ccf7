import { z } from 'zod';
import { command } from '../core/definition.ts';
import { GateId, Instant, Role } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';

export const Risk = z.enum(['low', 'medium', 'high', 'critical']).meta({ id: 'Risk' });
export type Risk = z.infer<typeof Risk>;

/** Opens a gate: no step can be claimed until enough people with a fitting role agree. A critical gate needs two at least. */
export const RequestApproval = command('workflow.request-approval', {
  gate: GateId,
  title: Line,
  detail: Prose.optional(),
  risk: Risk.default('medium'),
  roles: z.array(Role).min(1).max(20).default(['approver']),
  quorum: z.int().min(1).max(9).default(1),
  /** No vote in time means no. */
  expiresAt: Instant.optional(),
});
export const Approve = command('workflow.approve', { gate: GateId, justification: Prose.optional() });
export const Reject = command('workflow.reject', { gate: GateId, reason: Prose });
