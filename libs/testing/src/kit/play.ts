import { FireTimer, commandDefinitions, type Decision, type Fact, type StreamDecider } from '@skein/contracts';
import type { Move } from './any-workflow-command.ts';
import { NOON } from './times.ts';

/** What a move led to. `before` and `after` are the state's JSON. */
export interface Played {
  readonly command: Fact;
  readonly decision: Decision;
  readonly before: string;
  readonly after: string;
}

export interface Recorded {
  readonly event: Fact;
  readonly version: number;
  readonly time: number;
  readonly actor: string;
}

/** Plays moves against a decider as an owner would: decide, then fold what was decided. */
export function play<S>(decider: StreamDecider<S>, moves: readonly Move[]): { state: S; history: Recorded[]; played: Played[] } {
  let state = decider.initialState();
  let now = NOON;
  const history: Recorded[] = [];
  const played: Played[] = [];
  for (const { command, by, waitMs } of moves) {
    now += waitMs;
    const { asked, due } = command ? { asked: parsed(command), due: 0 } : firstTimer(decider, state);
    if (!asked) continue;
    now = Math.max(now, due);
    const before = JSON.stringify(state);
    const decision = decider.decide(asked, state, { now, actor: by, version: history.length });
    for (const event of decision.kind === 'events' ? decision.events : []) {
      const recorded = { event, version: history.length + 1, time: now, actor: by.subject };
      history.push(recorded);
      state = decider.evolve(state, event, recorded);
    }
    played.push({ command: asked, decision, before, after: JSON.stringify(state) });
  }
  return { state, history, played };
}

const parsed = ({ type, data }: Fact): Fact => ({ type, data: commandDefinitions.get(type)!.schema.parse(data) });

function firstTimer<S>(decider: StreamDecider<S>, state: S): { asked?: Fact; due: number } {
  const first = decider.timers(state).toSorted((one, other) => one.due - other.due)[0];
  if (!first) return { due: 0 };
  return { asked: FireTimer({ ...first, due: new Date(first.due).toISOString() }), due: first.due };
}
