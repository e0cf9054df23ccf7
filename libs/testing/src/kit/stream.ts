import type { Category, Fact, StreamDecider } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { somebody } from './actors.ts';
import { NOON } from './times.ts';

/** A fact that happened at another moment, or by somebody else, than the ones around it. */
export interface Happened {
  readonly fact: Fact;
  readonly by?: string;
  /** Milliseconds after NOON. */
  readonly at?: number;
}

/** Says who made a given fact, or when. */
export const happened = (fact: Fact, { by, at }: Omit<Happened, 'fact'>): Happened => ({ fact, by, at });

const categoryOf = ({ type }: Fact): Category => type.slice(0, type.indexOf('.')) as Category;

/** The behaviour of the kind of stream that this command or event belongs to. */
export const deciderFor = (fact: Fact): StreamDecider => deciderOf(categoryOf(fact));

/** The state after these facts: versions 1, 2, 3 …, all at NOON and by somebody, unless they say otherwise. */
export function stateAfter<S>(decider: StreamDecider<S>, facts: readonly (Fact | Happened)[]): S {
  let state = decider.initialState();
  facts.forEach((given, index) => {
    const { fact, by = somebody.subject, at = 0 } = 'fact' in given ? given : { fact: given };
    state = decider.evolve(state, fact, { version: index + 1, time: NOON + at, actor: by });
  });
  return state;
}
