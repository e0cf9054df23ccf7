import {
  ApprovalExpired,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRejected,
  ApprovalRequested,
  type GateStatus,
  type Risk,
} from '@skein/contracts';
import { entry } from '../../core/entry.ts';
import { evolver } from '../../core/evolver.ts';
import { addTo, emptyIndex, findIn, type LayeredIndex } from '../../core/layered-index.ts';
import { plain } from '../../core/plain.ts';

/** A gate that was not granted. Never changed in place: a change is another value. */
export interface GateRecord {
  readonly title: string;
  readonly detail?: string;
  readonly risk: Risk;
  readonly roles: readonly string[];
  readonly quorum: number;
  readonly voters: readonly string[];
  readonly status: GateStatus;
  readonly requestedBy: string;
  readonly requestedAt: number;
  /** Version of the request. */
  readonly setBy: number;
  readonly expiresAt?: number;
  readonly closedAt?: number;
}

export interface ApprovalState {
  /** Open gates; in a closed workflow those that were never granted. */
  gates: Record<string, GateRecord>;
  /** Granted gates, with the version that granted them. */
  granted: LayeredIndex;
  openGates: number;
}

export const initialGates = (): ApprovalState => ({ gates: {}, granted: emptyIndex(), openGates: 0 });

export const gateStatus = (state: ApprovalState, gate: string): GateStatus | undefined =>
  entry(state.gates, gate)?.status ?? (findIn(state.granted, gate) === undefined ? undefined : 'granted');

const events = { ApprovalRequested, ApprovalGiven, ApprovalGranted, ApprovalRejected, ApprovalExpired };

export const evolveGates = evolver<ApprovalState, typeof events>(events, {
  ApprovalRequested(state, { gate, title, detail, risk, roles, quorum, expiresAt }, { version, time, actor }) {
    const asked = { title, detail, risk, roles, quorum, voters: [], requestedBy: actor, requestedAt: time, setBy: version };
    state.gates[gate] = plain({ ...asked, status: 'open', expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt) });
    state.openGates += 1;
  },
  ApprovalGiven(state, { gate, by }) {
    const found = state.gates[gate]!;
    state.gates[gate] = { ...found, voters: [...found.voters, by] };
  },
  ApprovalGranted(state, { gate }, { version }) {
    delete state.gates[gate];
    state.granted = addTo(state.granted, gate, version);
    state.openGates -= 1;
  },
  ApprovalRejected(state, { gate }, { time }) {
    state.gates[gate] = { ...state.gates[gate]!, status: 'rejected', closedAt: time };
  },
  ApprovalExpired(state, { gate }, { time }) {
    state.gates[gate] = { ...state.gates[gate]!, status: 'expired', closedAt: time };
  },
});

/** Whoever waits for a vote waits no longer once the workflow has ended. */
export function endGates(state: ApprovalState, time: number): void {
  for (const [gate, found] of Object.entries(state.gates)) {
    if (found.status === 'open') state.gates[gate] = { ...found, status: 'cancelled', closedAt: time };
  }
  state.openGates = 0;
}
