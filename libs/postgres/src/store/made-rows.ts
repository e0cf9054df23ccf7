import type { Category } from '@skein/contracts';
import type { Queryable } from '../database/queryable.ts';
import { rowParts } from './append-parts.ts';
import type { KeptRows } from './append-rows.ts';
import type { PartitionRef } from './partition-ref.ts';

/** Tables that are made of history. */
export type MadeRows = 'views' | 'snapshots';

/** Writes snapshots and view rows that belong to stored history, in one round trip. Errors are those of `appendGroups`. */
export async function keepRows(on: Queryable, rows: KeptRows): Promise<void> {
  const parts = rowParts([rows]);
  if (parts.length === 0) return;
  let next = 1;
  const calls = parts.map((part) => `event_store.${part.function}(${part.parameters.map(() => `$${next++}`).join(', ')})`);
  await on.query(
    `select ${calls.join(', ')}`,
    parts.flatMap((part) => part.parameters),
  );
}

/** Removes what was made of a partition's history. Within a transaction that holds the partition's cursor, and then makes it anew. */
export async function clearRows(on: Queryable, what: MadeRows, { category, partition }: PartitionRef): Promise<void> {
  for (const table of tablesOf(what, category)) {
    await on.execute(
      `delete from event_store.${table} t where (t.tenant, t.stream) in (
         select r.tenant, r.stream from event_store.records r where r.category = $1 and r.partition = $2 and r.version = 1)
         ${hasCategory(table) ? 'and t.category = $1' : ''}`,
      [category, partition],
    );
  }
}

/** Removes rows of streams without history, which no partition has. */
export async function clearStrays(on: Queryable, what: MadeRows): Promise<number> {
  let removed = 0;
  for (const table of tablesOf(what, 'workflow')) {
    removed += await on.execute(
      `delete from event_store.${table} t where not exists (
         select from event_store.records r where r.tenant = t.tenant and r.stream = t.stream
           and r.category = ${hasCategory(table) ? 't.category' : `'workflow'`} and r.version = ${table === 'snapshots' ? 't.version' : '1'})`,
    );
  }
  return removed;
}

const viewTables = ['workflows', 'steps', 'approvals', 'timers'] as const;

function tablesOf(what: MadeRows, category: Category): readonly string[] {
  if (what === 'snapshots') return ['snapshots'];
  return category === 'workflow' ? viewTables : ['timers'];
}

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
 * while the one before is worked on. Within a transaction.
 */
export async function* eventsByStream(on: Queryable, { category, partition }: PartitionRef): AsyncGenerator<string[]> {
  const name = `events_${category}_${partition}`;
  // Sorting in memory is what makes this fast; what does not fit is sorted on disk.
  await on.execute(`set local work_mem = '64MB'`);
  await on.execute(
    `declare ${name} no scroll cursor for select value from event_store.records
     where category = $1 and partition = $2 and version is not null order by tenant collate "C", stream collate "C", version`,
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
