import { SkeinError, type EventMeta, type EventOf, type Fact } from '@skein/contracts';

type DataOf<D> = EventOf<D> extends Fact<string, infer T> ? T : never;
type Changes<S, D> = { readonly [K in keyof D]: (state: S, data: DataOf<D[K]>, meta: EventMeta) => void };
type Change<S> = (state: S, data: never, meta: EventMeta) => void;

/** Changes by event type; each changes the state that it is given. */
export type Evolver<S> = ReadonlyMap<string, Change<S>>;

/** Binds each event that a context listens to to its change of the state; a missing one is a compile error. */
export function evolver<S, D extends Record<string, { readonly type: string }>>(events: D, changes: Changes<S, D>): Evolver<S> {
  return new Map(Object.keys(events).map((name) => [events[name]!.type, changes[name]!]));
}

/** Several contexts that listen to the same stream, asked in order. An event that none of them knows is an error, never skipped. */
export function evolveWith<S>(contexts: readonly Evolver<S>[]) {
  const types = new Set(contexts.flatMap((context) => [...context.keys()]));
  const changes = new Map([...types].map((type) => [type, contexts.flatMap((context) => context.get(type) ?? [])]));
  return (state: S, event: Fact, meta: EventMeta): void => {
    const known = changes.get(event.type);
    if (!known) throw new SkeinError('log.unknown-event', `There is no fold for ${event.type} in this kind of stream.`);
    for (const change of known) change(state, event.data as never, meta);
  };
}
