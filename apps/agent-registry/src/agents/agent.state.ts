import { HEARTBEAT_GRACE_MS, type AgentView } from '@skein/contracts';

export interface Liveness {
  registeredAt: number;
  heartbeatAt?: number | undefined;
  load: number;
  draining: boolean;
}

/**
 * An agent's state from its last sign of life, all times in milliseconds. `upSince`: since when the registry can hear; silence before
 * that is not held against anybody, so that a restart of the registry evicts no one.
 */
export function agentState({ registeredAt, heartbeatAt, load, draining }: Liveness, now: number, upSince: number): AgentView['state'] {
  const heard = Math.max(registeredAt, heartbeatAt ?? 0, upSince);
  if (now - heard > HEARTBEAT_GRACE_MS) return 'offline';
  if (heartbeatAt === undefined) return 'starting';
  if (draining) return 'draining';
  return load >= 1 ? 'busy' : 'available';
}
