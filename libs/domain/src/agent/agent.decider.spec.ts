import { describe, expect, it } from '@jest/globals';
import { AgentDeregistered, AgentRegistered, DeregisterAgent, RegisterAgent, ThreadStarted } from '@skein/contracts';
import { actor, given, stateAfter } from '@skein/testing/kit';
import { agentDecider } from './agent.decider.ts';

const ann = actor('ann');
const bob = actor('bob');
const register = RegisterAgent({ name: 'reader', capabilities: ['read'] });
const registered = (registration: number, by = 'ann') =>
  AgentRegistered({ registration, by, name: 'reader', capabilities: ['read'], tags: [] });

describe('registering an agent', () => {
  it('gives it its first registration number', () => given().when(register).by(ann).then(registered(1)));

  it('gives it a new number with every start, also when it says the same of itself', () =>
    given(registered(1)).when(register).by(ann).then(registered(2)));

  it('is refused while somebody else has registered it', () =>
    given(registered(1)).when(register).by(bob).thenRejected('agent.not-yours', { registeredBy: 'ann' }));

  it('is open to anyone once it is deregistered, and goes on counting', () =>
    given(registered(1), AgentDeregistered({ registration: 1 }))
      .when(register)
      .by(bob)
      .then(registered(2, 'bob')));
});

describe('deregistering an agent', () => {
  it('ends the newest registration', () =>
    given(registered(1), registered(2))
      .when(DeregisterAgent({ reason: 'shutdown' }))
      .by(ann)
      .then(AgentDeregistered({ registration: 2, reason: 'shutdown' })));

  it('needs an agent that is registered', () => {
    given().when(DeregisterAgent({})).by(ann).thenRejected('agent.unknown');
    given(registered(1), AgentDeregistered({ registration: 1 }))
      .when(DeregisterAgent({}))
      .by(ann)
      .thenRejected('agent.unknown');
  });

  it('is refused for a registration that is not the newest', () =>
    given(registered(1), registered(2))
      .when(DeregisterAgent({ registration: 1 }))
      .by(ann)
      .thenRejected('agent.registration-stale', { registration: 1, newest: 2 }));

  it('is for whoever registered it, and for admins', () => {
    given(registered(1)).when(DeregisterAgent({})).by(bob).thenRejected('agent.not-yours', { registeredBy: 'ann' });
    given(registered(1))
      .when(DeregisterAgent({ registration: 1 }))
      .by(actor('root', 'admin'))
      .then(AgentDeregistered({ registration: 1 }));
  });
});

describe('the state of an agent', () => {
  it('refuses to fold what is no event of an agent', () =>
    expect(() => stateAfter(agentDecider, [ThreadStarted({ title: 'Plan' })])).toThrow('There is no fold for memory.thread-started'));

  it('leaves a copy alone, and has no deadlines', () => {
    const state = stateAfter(agentDecider, [registered(1)]);
    const copy = agentDecider.copy(state);
    agentDecider.evolve(state, registered(2), { version: 2, time: 1, actor: 'ann' });
    expect(copy.registration).toBe(1);
    expect(agentDecider.timers(state)).toEqual([]);
  });
});
