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
  const written = rowParts([rows]).map((part) => (part.function === 'keep_steps' ? { ...part, function: 'make_steps' } : part));
  const parts = [...what.map((one) => ({ function: `clear_${one}`, parameters: of })), ...written];
  let next = 1;
  const calls = parts.map((part) => `event_store.${part.function}(${part.parameters.map(() => `$${next++}`).join(', ')})`);
  await on.query(
    `select ${calls.join(', ')}`,
    parts.flatMap((part) => part.parameters),
  );
}

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

const PAGE = 4_000;

/**
 * The values of all events of a partition, stream by stream and each stream in the order of its versions, in pages; one page is being read
 * while the one before is worked on. Within a transaction. The name of the stream comes first in the order: tenants seldom differ, and each
 * comparison would begin with them.
 */
export async function* eventsByStream(on: Queryable, { category, partition }: PartitionRef): AsyncGenerator<string[]> {
  const name = `events_${category}_${partition}`;
  // Sorting in memory is what makes this fast; what does not fit is sorted on disk.
  await on.execute(`set local work_mem = '128MB'`);
  await on.execute(
    `declare ${name} no scroll cursor for select value from event_store.records
     where category = $1 and partition = $2 and version is not null order by stream collate "C", tenant collate "C", version`,
    [category, partition],
  );
  const fetch = () => {
    const page = on.query<{ value: string }>(`fetch ${PAGE} from ${name}`);
    page.catch(() => undefined); // thrown where it is awaited, if it still is
    return page;
  };
  for (let next = fetch(); ;) {
    const page = await next;
    if (page.length === 0) break;
    next = fetch();
    yield page.map(({ value }) => value);
  }
  await on.execute(`close ${name}`);
}
