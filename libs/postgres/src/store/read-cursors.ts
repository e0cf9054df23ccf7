import type { Category } from '@skein/contracts';
import { startCursor, type Cursor } from '@skein/log';
import { textArray, int4Array } from '../arrays/arrays.ts';
import type { Queryable } from '../database/queryable.ts';
import type { PartitionRef } from './partition-ref.ts';

export interface StoredCursor extends PartitionRef {
  cursor: Cursor;
}

/** With what an owner must know to tell which command ids are new. */
export interface BoundedCursor extends PartitionRef {
  /** `newestId`: no result up to `seq` is of a command with a UUIDv7 above it; `undefined` when the store cannot tell. */
  cursor: Cursor & { newestId: string | undefined };
}

interface Row {
  category: Category;
  partition: number;
  next_offset: number;
  head: string;
  seq: number;
  head_offset: number;
}

const columns = 'c.category, c.partition, c.next_offset, c.head, c.seq, c.head_offset';

/** The cursors of `places`, in one statement; a partition of which nothing was stored yet has the start cursor. */
export async function readCursors(on: Queryable, places: readonly PartitionRef[]): Promise<BoundedCursor[]> {
  const rows = await on.query<Row & { newest_id: string | null }>(
    `select ${columns}, case when c.newest_id_seq = c.seq then c.newest_id end as newest_id from unnest($1::text[], $2::int4[]) p(category, partition)
     join event_store.cursors c on c.category = p.category and c.partition = p.partition`,
    [textArray(places.map((place) => place.category)), int4Array(places.map((place) => place.partition))],
    'store.read-cursors',
  );
  const found = new Map(
    rows.map((row) => [`${row.category}/${row.partition}`, { ...cursorOf(row), newestId: row.newest_id ?? undefined }]),
  );
  return places.map(({ category, partition }) => ({
    category,
    partition,
    cursor: found.get(`${category}/${partition}`) ?? { ...startCursor(), newestId: '' },
  }));
}

/** Every cursor that there is. */
export async function readAllCursors(on: Queryable): Promise<StoredCursor[]> {
  const rows = await on.query<Row>(`select ${columns} from event_store.cursors c`, [], 'store.read-all-cursors');
  return rows.map((row) => ({ category: row.category, partition: row.partition, cursor: cursorOf(row) }));
}

const cursorOf = ({ next_offset, head, seq, head_offset }: Omit<Row, 'category' | 'partition'>): Cursor => ({
  nextOffset: next_offset,
  head,
  seq,
  headOffset: head_offset,
});

/** The hash of the record that the store has at `seq` of a partition, if any, and the cursor, both as they were at one moment. */
export async function readRecord(
  on: Queryable,
  { category, partition }: PartitionRef,
  seq: number,
): Promise<{ hash: string | undefined; cursor: Cursor }> {
  const [row] = await on.query<Omit<Row, 'category' | 'partition'> & { hash: string | null }>(
    `select c.next_offset, c.head, c.seq, c.head_offset,
       (select encode(r.hash, 'hex') from event_store.records r where r.category = $1 and r.partition = $2 and r.seq = $3) as hash
     from event_store.cursors c where c.category = $1 and c.partition = $2`,
    [category, partition, seq],
    'store.read-record',
  );
  return row ? { hash: row.hash ?? undefined, cursor: cursorOf(row) } : { hash: undefined, cursor: startCursor() };
}
