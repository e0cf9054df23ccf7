import { reject, type Answer } from '../../core/decider.ts';
import { entry } from '../../core/entry.ts';
import { instant } from '../../core/instant.ts';
import { gateStatus, type ApprovalState, type GateRecord } from './approval.state.ts';

export const isGate = (found: GateRecord | Answer): found is GateRecord => 'voters' in found;

/** The gate, if these roles may vote on it now. After its deadline nobody may, even before the timer has fired: no vote in time means no. */
export function openGate(state: ApprovalState, gate: string, roles: readonly string[], now: number): GateRecord | Answer {
  const found = entry(state.gates, gate);
  if (found?.status !== 'open') return reject('approval.not-open', { gate, status: gateStatus(state, gate) ?? 'unknown' });
  if (found.expiresAt !== undefined && found.expiresAt <= now)
    return reject('approval.not-open', { gate, status: 'expired', expiresAt: instant(found.expiresAt) });
  if (!found.roles.some((role) => roles.includes(role))) return reject('approval.role-missing', { gate, needs: found.roles });
  return found;
}
