import { describe, expect, it } from '@jest/globals';
import { HEARTBEAT_GRACE_MS } from '@skein/contracts';
import { agentState } from './agent.state.ts';

const now = 1_000_000_000;
const longAgo = now - 10 * HEARTBEAT_GRACE_MS;
const alive = { registeredAt: longAgo, heartbeatAt: now - 1_000, load: 0.2, draining: false };

describe('the state of an agent', () => {
  it('is available while it is heard', () => expect(agentState(alive, now, longAgo)).toBe('available'));
  it('is busy at full load, and still alive', () => expect(agentState({ ...alive, load: 1 }, now, longAgo)).toBe('busy'));
  it('is draining when it says so, whatever its load', () =>
    expect(agentState({ ...alive, load: 1, draining: true }, now, longAgo)).toBe('draining'));
  it('is starting before its first heartbeat', () =>
    expect(agentState({ registeredAt: now - 5, load: 0, draining: false }, now, longAgo)).toBe('starting'));
  it('is offline after the grace of silence', () =>
    expect(agentState({ ...alive, heartbeatAt: now - HEARTBEAT_GRACE_MS - 1 }, now, longAgo)).toBe('offline'));
  it('is not offline for silence that a restart of the registry explains', () =>
    expect(agentState({ ...alive, heartbeatAt: longAgo }, now, now - 1_000)).toBe('available'));
});
