import type { TimerPurpose } from '../workflow/timer.commands.ts';
import type { Fact } from './definition.ts';
import type { ProblemCode } from './problem-codes.ts';

/** What a decision may know beside the command and the state. There is no clock inside a decider. */
export interface DecisionMeta {
  /** Milliseconds since 1970: the largest of the owner's clock, the time of the stream's last event, and a timer's `due`. */
  now: number;
  actor: { subject: string; roles: readonly string[] };
  /** The stream's version before the decision; the first event made gets `version + 1`. */
  version: number;
}

/** What a fold may know beside the event. */
export interface EventMeta {
  version: number;
  /** Milliseconds since 1970. */
  time: number;
  actor: string;
}

export type Decision =
  | { kind: 'events'; events: readonly Fact[] }
  | { kind: 'unchanged' }
  | { kind: 'rejected'; code: ProblemCode; detail: Record<string, unknown> };

/** A deadline that the state holds. `setBy` is the stream version of the event that set it. */
export interface Timer {
  purpose: TimerPurpose;
  subject: string;
  setBy: number;
  due: number;
}

/**
 * The whole behaviour of one kind of stream: pure, synchronous, deterministic. States are plain JSON values, and `evolve` may
 * change the state it is given in place: who wants to keep the old one copies it first with `copy`.
 */
export interface StreamDecider<S = unknown> {
  /** Grows when `evolve` makes other states from the same events: stored snapshots of older versions are then not used. */
  readonly reducerVersion: number;
  initialState(): S;
  decide(command: Fact, state: S, meta: DecisionMeta): Decision;
  evolve(state: S, event: Fact, meta: EventMeta): S;
  /** A copy that `evolve` of the original does not touch, at a cost that does not grow with the stream's history. */
  copy(state: S): S;
  timers(state: S): readonly Timer[];
}
