import type { Queryable } from '../database/queryable.ts';
import { textArray } from '../arrays/arrays.ts';
import { rowParts } from './append-parts.ts';
import type { KeptRows } from './append-rows.ts';
import type { PartitionRef } from './partition-ref.ts';
import type { StreamRef } from './stream-ref.ts';

/** Tables that are made of history. */
export type MadeRows = 'views' | 'snapshots';

/**
 * Makes snapshots and view rows of these streams anew, in one round trip: removes those that there are, and writes those given. Within a
 * transaction that holds their partition's cursor. Errors are those of `appendGroups`.
 */
export async function replaceRows(on: Queryable, what: readonly MadeRows[], streams: readonly StreamRef[], rows: KeptRows): Promise<void> {
  const of = [Buffer.from(rows.category), textArray(streams.map(({ tenant }) => tenant)), textArray(streams.map(({ stream }) => stream))];
  const written = rowParts([rows]).map((part) => ({ ...part, function: madeBy[part.function] ?? part.function }));
  const parts = [...what.map((one) => ({ function: `clear_${one}`, parameters: of })), ...written];
  let next = 1;
  const calls = parts.map((part) => `event_store.${part.function}(${part.parameters.map(() => `$${next++}`).join(', ')})`);
  await on.query(
    `select ${calls.join(', ')}`,
    parts.flatMap((part) => part.parameters),
  );
}

/** Where nothing can be in the way, looking for it costs a third more. */
const madeBy: Record<string, string> = { keep_steps: 'make_steps', keep_snapshots: 'make_snapshots' };

/** Removes rows of streams without history, which no partition has. */
export async function clearStrays(on: Queryable, what: MadeRows): Promise<number> {
  let removed = 0;
  for (const table of tablesOf[what]) {
    removed += await on.execute(
      `delete from event_store.${table} t where not exists (
         select from event_store.records r where r.tenant = t.tenant and r.stream = t.stream
           and r.category = ${hasCategory(table) ? 't.category' : `'workflow'`} and r.version = ${table === 'snapshots' ? 't.version' : '1'})`,
    );
  }
  return removed;
}

const tablesOf = { views: ['workflows', 'steps', 'approvals', 'timers'], snapshots: ['snapshots'] } as const;

const hasCategory = (table: string): boolean => table === 'snapshots' || table === 'timers';

/**
 * Holds a partition: until the transaction ends nobody appends to it (who tries waits, and tries again). Answers where it is stored up to,
 * `undefined` when nothing was ever stored of it.
 */
export async function holdPartition(on: Queryable, { category, partition }: PartitionRef): Promise<{ seq: number } | undefined> {
  const [row] = await on.query<{ seq: number }>('select seq from event_store.cursors where category = $1 and partition = $2 for update', [
    category,
    partition,
  ]);
  return row;
}
