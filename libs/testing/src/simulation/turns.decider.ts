import { AppendTurns, StartThread, ThreadStarted, TurnsAppended, type Decision, type StreamDecider } from '@skein/contracts';
import type { z } from 'zod';

export interface Turns {
  started: boolean;
  turns: number;
}

export const MOST_TURNS = 4;

/** A turn with this text makes the decision throw. */
export const EXPLOSIVE = 'explosive';

type Appended = z.output<typeof AppendTurns.schema>;

/** A small counter in the shape of a thread: one event per turn, so that a command makes several records; starting twice changes nothing. */
export const turnsDecider: StreamDecider<Turns> = {
  reducerVersion: 1,
  initialState: () => ({ started: false, turns: 0 }),

  decide({ type, data }, state): Decision {
    if (type === StartThread.type) {
      if (state.started) return { kind: 'unchanged' };
      return { kind: 'events', events: [ThreadStarted(data as z.output<typeof ThreadStarted.schema>)] };
    }
    const { turns } = data as Appended;
    if (turns.some(({ content }) => content === EXPLOSIVE)) throw new Error('this turn explodes');
    if (state.turns + turns.length > MOST_TURNS) return { kind: 'rejected', code: 'thread.full', detail: { turns: state.turns } };
    return { kind: 'events', events: turns.map((turn, index) => TurnsAppended({ first: state.turns + index + 1, turns: [turn] })) };
  },

  evolve(state, { type }) {
    if (type === ThreadStarted.type) state.started = true;
    else state.turns += 1;
    return state;
  },

  copy: (state) => ({ ...state }),
  timers: () => [],
};
