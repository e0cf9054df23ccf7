import { int4Array, textArray } from '../arrays/arrays.ts';
import type { Queryable } from '../database/queryable.ts';
import type { PartitionRef } from './partition-ref.ts';
import { lookUpKind } from './schema/look-up.sql.ts';
import type { StreamRef } from './stream-ref.ts';

export interface CommandRef extends StreamRef {
  id: string;
}

/** The stored answer to a command: `values` are its records as sent, in their order (`outcomeOf` reads the outcome off them). */
export interface StoredResult extends CommandRef {
  hash: string;
  values: string[];
}

/** What a stream is made from: its newest snapshot, if any, and the values of the events behind it. `time` in ms since 1970. */
export interface StoredStream extends StreamRef {
  snapshot?: { state: string; version: number; time: number };
  tail: string[];
}

export interface LookUp extends PartitionRef {
  /** Only snapshots of this version are used. */
  reducerVersion: number;
  commands: readonly CommandRef[];
  streams: readonly StreamRef[];
}

export interface LookedUp {
  /** The cursor's seq: everything else here is of that very moment. */
  at: number;
  /** Those of `commands` that have an outcome. */
  results: StoredResult[];
  /** All of `streams`, in their order; one that the store has not seen has no snapshot and no tail. */
  streams: StoredStream[];
}

interface Row {
  kind: number;
  n: number;
  x: number;
  at: Date | null;
  hash: string | null;
  value: string | null;
}

/** Reads what a decision needs, in one statement and so from one snapshot of the database. */
export async function lookUp(on: Queryable, asked: LookUp): Promise<LookedUp> {
  const [found] = await lookUpSeveral(on, [asked]);
  return found!;
}

/** As {@link lookUp}, for several partitions in one statement; answers in the order of the questions. */
export async function lookUpSeveral(on: Queryable, asked: readonly LookUp[]): Promise<LookedUp[]> {
  const commands = asked.flatMap((one, place) => one.commands.map((command) => ({ ...command, place })));
  const streams = asked.flatMap((one, place) => one.streams.map((stream) => ({ ...stream, place })));
  const rows = await on.query<Row>(
    'select * from event_store.look_up_several($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [
      textArray(asked.map(({ category }) => category)),
      int4Array(asked.map(({ partition }) => partition)),
      int4Array(asked.map(({ reducerVersion }) => reducerVersion)),
      int4Array(commands.map(({ place }) => place + 1)),
      textArray(commands.map((one) => one.tenant)),
      textArray(commands.map((one) => one.stream)),
      textArray(commands.map((one) => one.id)),
      int4Array(streams.map(({ place }) => place + 1)),
      textArray(streams.map((one) => one.tenant)),
      textArray(streams.map((one) => one.stream)),
    ],
    'store.look-up',
  );
  const found: LookedUp[] = asked.map(() => ({ at: 0, results: [], streams: [] }));
  const stored = streams.map(({ tenant, stream, place }) => {
    const one: StoredStream = { tenant, stream, tail: [] };
    found[place]!.streams.push(one);
    return one;
  });
  const results = new Map<number, StoredResult>();
  for (const { kind, n, x, at, hash, value } of rows) {
    if (kind === lookUpKind.cursor) found[n - 1]!.at = x;
    else if (kind === lookUpKind.snapshot) stored[n - 1]!.snapshot = { state: value!, version: x, time: at!.getTime() };
    else if (kind === lookUpKind.tail) stored[n - 1]!.tail.push(value!);
    else {
      const { tenant, stream, id, place } = commands[n - 1]!;
      const known = results.get(n) ?? { tenant, stream, id, hash: hash!, values: [] };
      if (!results.has(n)) found[place]!.results.push(known);
      results.set(n, known);
      known.values.push(value!);
    }
  }
  return found;
}
