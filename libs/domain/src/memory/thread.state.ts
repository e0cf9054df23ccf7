import { ThreadStarted, TurnsAppended, type EventMeta, type Fact } from '@skein/contracts';
import { evolveWith, evolver } from '../core/evolver.ts';
import { plain } from '../core/plain.ts';

/** A thread without its turns: those stay in their events. */
export interface ThreadState {
  /** Of the newest event; 0 = there is no such thread. */
  version: number;
  title: string;
  workflow?: string;
  turns: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  updatedAt: number;
}

export const initialThread = (): ThreadState => ({ version: 0, title: '', turns: 0, startedAt: 0, updatedAt: 0 });

const events = { ThreadStarted, TurnsAppended };

const apply = evolveWith<ThreadState>([
  evolver<ThreadState, typeof events>(events, {
    ThreadStarted(state, { title, workflow }, { time }) {
      Object.assign(state, plain({ title, workflow, startedAt: time }));
    },
    TurnsAppended(state, { turns }) {
      state.turns += turns.length;
    },
  }),
]);

export function evolveThread(state: ThreadState, event: Fact, meta: EventMeta): ThreadState {
  apply(state, event, meta);
  state.version = meta.version;
  state.updatedAt = meta.time;
  return state;
}
