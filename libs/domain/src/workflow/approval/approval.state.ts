import {
  ApprovalEscalated,
  ApprovalExpired,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRejected,
  ApprovalRequested,
  WorkflowReopened,
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
  /** Version of the event that set its deadlines. */
  readonly setBy: number;
  readonly expiresAt?: number;
  /** Whom it goes to when nobody has decided it by `at`. */
  readonly escalation?: { readonly at: number; readonly roles: readonly string[]; readonly expiresAt?: number };
  readonly escalatedAt?: number;
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

const events = {
  ApprovalRequested,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalEscalated,
  ApprovalRejected,
  ApprovalExpired,
  WorkflowReopened,
};

const ms = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));

export const evolveGates = evolver<ApprovalState, typeof events>(events, {
  ApprovalRequested(state, { gate, title, detail, risk, roles, quorum, expiresAt, escalation }, { version, time, actor }) {
    const asked = { title, detail, risk, roles, quorum, voters: [], requestedBy: actor, requestedAt: time, setBy: version };
    const planned = escalation && plain({ at: Date.parse(escalation.at), roles: escalation.roles, expiresAt: ms(escalation.expiresAt) });
    state.gates[gate] = plain({ ...asked, status: 'open', expiresAt: ms(expiresAt), escalation: planned });
    state.openGates += 1;
  },
  ApprovalGiven(state, { gate, by }) {
    const found = state.gates[gate]!;
    state.gates[gate] = { ...found, voters: [...found.voters, by] };
  },
  ApprovalEscalated(state, { gate, roles, expiresAt }, { version, time }) {
    const now = { roles, expiresAt: ms(expiresAt), escalation: undefined, escalatedAt: time, setBy: version };
    state.gates[gate] = plain({ ...state.gates[gate]!, ...now });
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
  // Its deadlines count as set anew: a timer that came too late for the workflow that had ended must not be taken for done.
  WorkflowReopened(state, _, { version }) {
    for (const [gate, found] of Object.entries(state.gates)) {
      if (found.status !== 'cancelled') continue;
      state.gates[gate] = plain({ ...found, status: 'open', closedAt: undefined, setBy: version });
      state.openGates += 1;
    }
  },
});

/** Whoever waits for a vote waits no longer once the workflow has ended. */
export function endGates(state: ApprovalState, time: number): void {
  for (const [gate, found] of Object.entries(state.gates)) {
    if (found.status === 'open') state.gates[gate] = { ...found, status: 'cancelled', closedAt: time };
  }
  state.openGates = 0;
}
