import { AgentDeregistered, AgentRegistered, DeregisterAgent, RegisterAgent, type StreamDecider } from '@skein/contracts';
import { decideWith, decider, reject } from '../core/decider.ts';
import { decisionOf } from '../core/decision.ts';
import { evolveAgent, initialAgent, type AgentState } from './agent.state.ts';

const commands = { RegisterAgent, DeregisterAgent };

/** A registered agent belongs to the subject that registered it; once deregistered, its id is free. */
const agent = decider<AgentState, typeof commands>(commands, {
  RegisterAgent(card, { registered, by, registration }, { actor }) {
    if (registered && by !== actor.subject) return reject('agent.not-yours', { registeredBy: by });
    return [AgentRegistered({ registration: registration + 1, by: actor.subject, ...card })];
  },

  DeregisterAgent({ registration, reason }, state, { actor }) {
    if (!state.registered) return reject('agent.unknown');
    const newest = state.registration;
    if (registration !== undefined && registration !== newest) return reject('agent.registration-stale', { registration, newest });
    if (state.by !== actor.subject && !actor.roles.includes('admin')) return reject('agent.not-yours', { registeredBy: state.by });
    return [AgentDeregistered({ registration: newest, reason })];
  },
});

export const agentDecider: StreamDecider<AgentState> = {
  reducerVersion: 1,
  initialState: initialAgent,
  decide: (command, state, meta) => decisionOf(decideWith(agent, command, state, meta)),
  evolve: evolveAgent,
  copy: (state) => ({ ...state }),
  timers: () => [],
};
