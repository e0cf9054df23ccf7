import { describe, expect, it } from '@jest/globals';
import { Signal, SignalReceived, WorkflowCancelled, WorkflowStarted } from '@skein/contracts';
import { actor, given, stateAfter } from '@skein/testing/kit';
import { workflowDecider } from '../workflow.decider.ts';
import { MAX_SIGNAL_NAMES } from './signal.state.ts';

const started = WorkflowStarted({ title: 'Wait', tags: [], ttlMs: 0 });
const received = (name: string) => SignalReceived({ name, by: 'ci' });
const stateOf = (...names: string[]) => stateAfter(workflowDecider, [started, ...names.map(received)]);

describe('a signal', () => {
  it('is recorded with its name, its payload and who sent it', () =>
    given(started)
      .when(Signal({ name: 'tests-green', payload: { run: 7 } }))
      .by(actor('ci'))
      .then(SignalReceived({ name: 'tests-green', by: 'ci', payload: { run: 7 } })));

  it('is refused by a workflow that has ended', () =>
    given(started, WorkflowCancelled({}))
      .when(Signal({ name: 'late' }))
      .thenRejected('workflow.illegal-transition'));

  it('is counted by name, with the version of the newest', () =>
    expect(stateOf('a', 'constructor', 'a')).toMatchObject({
      signalCount: 3,
      signals: [
        { name: 'constructor', count: 1, version: 3 },
        { name: 'a', count: 2, version: 4 },
      ],
    }));

  it('of a name that was not heard of for longest is forgotten first', () => {
    const names = Array.from({ length: MAX_SIGNAL_NAMES }, (_, at) => `s${at}`);
    const { signals, signalCount } = stateOf(...names, 's0', 'one-more');
    expect(signals).toHaveLength(MAX_SIGNAL_NAMES);
    expect(signals.map(({ name }) => name)).toEqual([...names.slice(2), 's0', 'one-more']);
    expect(signalCount).toBe(MAX_SIGNAL_NAMES + 2);
  });
});
