import { ApprovalEscalated, type Fact } from '@skein/contracts';
import { reject, type Answer } from '../../core/decider.ts';
import { entry } from '../../core/entry.ts';
import { instant } from '../../core/instant.ts';
import { gateStatus, type ApprovalState, type GateRecord } from './approval.state.ts';

/** A gate on which somebody may vote now, and the escalation to record first when its time has come and its timer not yet. */
export interface OpenGate extends Pick<GateRecord, 'roles' | 'expiresAt' | 'voters' | 'risk' | 'quorum'> {
  readonly overdue: readonly Fact[];
}

export const isGate = (found: OpenGate | Answer): found is OpenGate => 'voters' in found;

/** The gate, if these roles may vote on it now. Deadlines hold from their very moment on, whether or not their timers have fired. */
export function openGate(state: ApprovalState, gate: string, roles: readonly string[], now: number): OpenGate | Answer {
  const found = entry(state.gates, gate);
  if (found?.status !== 'open') return reject('approval.not-open', { gate, status: gateStatus(state, gate) ?? 'unknown' });
  const open = asOf(gate, found, now);
  if (open.expiresAt !== undefined && open.expiresAt <= now)
    return reject('approval.not-open', { gate, status: 'expired', expiresAt: instant(open.expiresAt) });
  if (!open.roles.some((role) => roles.includes(role))) return reject('approval.role-missing', { gate, needs: open.roles });
  return open;
}

function asOf(gate: string, found: GateRecord, now: number): OpenGate {
  const { escalation } = found;
  if (!escalation || escalation.at > now) return { ...found, overdue: [] };
  return { ...found, roles: escalation.roles, expiresAt: lastDeadline(found), overdue: [plannedEscalation(gate, found)] };
}

/** When the gate expires if nobody votes on it, whatever is planned before. */
export const lastDeadline = ({ escalation, expiresAt }: GateRecord): number | undefined => escalation?.expiresAt ?? expiresAt;

/** The event that a planned escalation becomes when its time has come. */
export function plannedEscalation(gate: string, found: GateRecord): Fact {
  const deadline = lastDeadline(found);
  return ApprovalEscalated({
    gate,
    roles: [...found.escalation!.roles],
    expiresAt: deadline === undefined ? undefined : instant(deadline),
  });
}
