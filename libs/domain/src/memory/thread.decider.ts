import { AppendTurns, MAX_TURNS_PER_THREAD, StartThread, ThreadStarted, TurnsAppended, type StreamDecider } from '@skein/contracts';
import { decideWith, decider, reject } from '../core/decider.ts';
import { decisionOf } from '../core/decision.ts';
import { evolveThread, initialThread, type ThreadState } from './thread.state.ts';

const commands = { StartThread, AppendTurns };

/** Turns of a thread count from 1 without a hole. */
const thread = decider<ThreadState, typeof commands>(commands, {
  StartThread: (start, { version }) => (version > 0 ? reject('thread.exists') : [ThreadStarted(start)]),

  AppendTurns({ turns }, state) {
    if (state.version === 0) return reject('thread.unknown');
    const after = state.turns + turns.length;
    if (after > MAX_TURNS_PER_THREAD) return reject('thread.full', { turns: state.turns, most: MAX_TURNS_PER_THREAD });
    return [TurnsAppended({ first: state.turns + 1, turns })];
  },
});

export const threadDecider: StreamDecider<ThreadState> = {
  reducerVersion: 1,
  initialState: initialThread,
  decide: (command, state, meta) => decisionOf(decideWith(thread, command, state, meta)),
  evolve: evolveThread,
  copy: (state) => ({ ...state }),
  timers: () => [],
};
