import type { CommandOf, DecisionMeta, Fact, ProblemCode } from '@skein/contracts';

interface Rejected {
  readonly kind: 'rejected';
  readonly code: ProblemCode;
  readonly detail: Record<string, unknown>;
}

/** What one handler answers: the events to append, nothing to do, or a refusal. */
export type Answer = readonly Fact[] | { readonly kind: 'unchanged' } | Rejected;

export const unchanged = { kind: 'unchanged' } as const;

export const reject = (code: ProblemCode, detail: Record<string, unknown> = {}): Rejected => ({ kind: 'rejected', code, detail });

export const isEvents = (answer: Answer): answer is readonly Fact[] => Array.isArray(answer);

type DataOf<D> = CommandOf<D> extends Fact<string, infer T> ? T : never;
type Handlers<S, D> = { readonly [K in keyof D]: (data: DataOf<D[K]>, state: S, meta: DecisionMeta) => Answer };
type Handler<S> = (data: never, state: S, meta: DecisionMeta) => Answer;

/** Handlers by command type. */
export type Decider<S> = ReadonlyMap<string, Handler<S>>;

/** Binds each command of a context to the function that decides it; a missing one is a compile error. */
export function decider<S, D extends Record<string, { readonly type: string }>>(commands: D, handlers: Handlers<S, D>): Decider<S> {
  return new Map(Object.keys(commands).map((name) => [commands[name]!.type, handlers[name]!]));
}

export function decideWith<S>(decide: Decider<S>, command: Fact, state: S, meta: DecisionMeta): Answer {
  const handler = decide.get(command.type);
  return handler ? handler(command.data as never, state, meta) : reject('command.unknown-type', { command: command.type });
}
