import { AgentDeregistered, AgentRegistered, type EventMeta, type Fact } from '@skein/contracts';
import { evolveWith, evolver } from '../core/evolver.ts';

/** What deciding about an agent needs; what it says of itself is in its events and in the registry. */
export interface AgentState {
  /** Of the newest event; 0 = there never was such an agent. */
  version: number;
  registered: boolean;
  /** The newest registration; the next one is greater, also after a deregistration. */
  registration: number;
  by: string;
  name: string;
  /** Milliseconds since 1970. */
  registeredAt: number;
  updatedAt: number;
}

export const initialAgent = (): AgentState => ({
  version: 0,
  registered: false,
  registration: 0,
  by: '',
  name: '',
  registeredAt: 0,
  updatedAt: 0,
});

const events = { AgentRegistered, AgentDeregistered };

const apply = evolveWith<AgentState>([
  evolver<AgentState, typeof events>(events, {
    AgentRegistered(state, { registration, by, name }, { time }) {
      Object.assign(state, { registered: true, registration, by, name, registeredAt: time });
    },
    AgentDeregistered(state) {
      state.registered = false;
    },
  }),
]);

export function evolveAgent(state: AgentState, event: Fact, meta: EventMeta): AgentState {
  apply(state, event, meta);
  state.version = meta.version;
  state.updatedAt = meta.time;
  return state;
}
