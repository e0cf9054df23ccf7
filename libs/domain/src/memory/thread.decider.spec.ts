import { describe, expect, it } from '@jest/globals';
import { AppendTurns, MAX_TURNS_PER_THREAD, StartThread, ThreadStarted, TurnsAppended } from '@skein/contracts';
import { given, stateAfter } from '@skein/testing/kit';
import { threadDecider } from './thread.decider.ts';

const started = ThreadStarted({ title: 'Plan', workflow: 'survey-1' });
const turn = { role: 'user' as const, content: 'hello' };
const turns = (many: number) => Array.from({ length: many }, () => turn);

describe('a thread', () => {
  it('is started once', () => {
    const start = StartThread({ title: 'Plan', workflow: 'survey-1' });
    given().when(start).then(started);
    given(started).when(start).thenRejected('thread.exists');
  });

  it('takes no turns before it is started', () =>
    given()
      .when(AppendTurns({ turns: [turn] }))
      .thenRejected('thread.unknown'));

  it('numbers its turns from 1 without a hole', () => {
    const three = TurnsAppended({ first: 1, turns: turns(3) });
    given(started)
      .when(AppendTurns({ turns: turns(3) }))
      .then(three);
    given(started, three)
      .when(AppendTurns({ turns: turns(2) }))
      .then(TurnsAppended({ first: 4, turns: turns(2) }));
  });

  it('is full at its limit and takes as many as still fit', () => {
    const almost = TurnsAppended({ first: 1, turns: turns(MAX_TURNS_PER_THREAD - 2) });
    given(started, almost)
      .when(AppendTurns({ turns: turns(3) }))
      .thenRejected('thread.full', { turns: MAX_TURNS_PER_THREAD - 2, most: MAX_TURNS_PER_THREAD });
    given(started, almost)
      .when(AppendTurns({ turns: turns(2) }))
      .then(TurnsAppended({ first: MAX_TURNS_PER_THREAD - 1, turns: turns(2) }));
  });

  it('keeps no turn in its state, and no deadlines', () => {
    const state = stateAfter(threadDecider, [started, TurnsAppended({ first: 1, turns: turns(2) })]);
    expect(state).toMatchObject({ version: 2, title: 'Plan', workflow: 'survey-1', turns: 2 });
    expect(JSON.stringify(state)).not.toContain(turn.content);
    expect(threadDecider.timers(state)).toEqual([]);
  });

  it('leaves a copy of its state alone', () => {
    const state = stateAfter(threadDecider, [started]);
    const copy = threadDecider.copy(state);
    threadDecider.evolve(state, TurnsAppended({ first: 1, turns: turns(2) }), { version: 2, time: 1, actor: 'ann' });
    expect(copy).toEqual(stateAfter(threadDecider, [started]));
  });
});
