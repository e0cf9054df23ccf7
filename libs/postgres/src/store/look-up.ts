import { textArray } from '../arrays/arrays.ts';
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
export async function lookUp(on: Queryable, { category, partition, reducerVersion, commands, streams }: LookUp): Promise<LookedUp> {
  const rows = await on.query<Row>(
    'select * from event_store.look_up($1, $2, $3, $4, $5, $6, $7, $8)',
    [
      category,
      partition,
      reducerVersion,
      textArray(commands.map((one) => one.tenant)),
      textArray(commands.map((one) => one.stream)),
      textArray(commands.map((one) => one.id)),
      textArray(streams.map((one) => one.tenant)),
      textArray(streams.map((one) => one.stream)),
    ],
    'store.look-up',
  );
  const found: LookedUp = { at: 0, results: [], streams: streams.map(({ tenant, stream }) => ({ tenant, stream, tail: [] })) };
  const results = new Map<number, StoredResult>();
  for (const { kind, n, x, at, hash, value } of rows) {
    if (kind === lookUpKind.cursor) found.at = x;
    else if (kind === lookUpKind.result) addValue(results, n, commands[n - 1]!, hash!, value!);
    else if (kind === lookUpKind.snapshot) found.streams[n - 1]!.snapshot = { state: value!, version: x, time: at!.getTime() };
    else found.streams[n - 1]!.tail.push(value!);
  }
  found.results = [...results.values()];
  return found;
}

function addValue(results: Map<number, StoredResult>, n: number, { tenant, stream, id }: CommandRef, hash: string, value: string): void {
  const known = results.get(n);
  if (known) known.values.push(value);
  else results.set(n, { tenant, stream, id, hash, values: [value] });
}
