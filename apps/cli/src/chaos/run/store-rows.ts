import { openDatabase, STORE_ROLE, STORE_SCHEMA, type Database, type Transaction } from '@skein/postgres';
import { outcomeKey } from '../check/outcomes.ts';
import type { StoredResult, StoredRow } from '../check/store-check.ts';

export interface StoredPartition {
  category: string;
  partition: number;
  nextOffset: number;
  rows: StoredRow[];
}

/** The store's tables as they are at one moment, by plain SQL. Postgres computes the hashes, from the values and not from what is said of them. */
export async function readStore(url: string): Promise<{ partitions: StoredPartition[]; results: StoredResult[] }> {
  const database = await openDatabase({
    url,
    schema: STORE_SCHEMA,
    role: STORE_ROLE,
    applicationName: 'skein-chaos',
    poolSize: 1,
    statementTimeoutMs: 0,
  });
  try {
    return await database.transaction(async (tx) => {
      await tx.execute('set transaction isolation level repeatable read');
      return { partitions: await partitionsOf(tx), results: await resultsOf(tx) };
    });
  } finally {
    await database.close();
  }
}

async function partitionsOf(tx: Transaction): Promise<StoredPartition[]> {
  const cursors = await tx.query<{ category: string; partition: number; next: number }>(
    'select category, partition, next_offset as next from event_store.cursors order by category, partition',
  );
  const partitions: StoredPartition[] = [];
  for (const { category, partition, next } of cursors) {
    const rows = await tx.query<StoredRow>(
      `select seq, encode(sha256(convert_to(value, 'UTF8')), 'hex') as hash from event_store.records
       where category = $1 and partition = $2 order by seq`,
      [category, partition],
    );
    partitions.push({ category, partition, nextOffset: next, rows });
  }
  return partitions;
}

async function resultsOf(tx: Transaction): Promise<StoredResult[]> {
  const rows = await tx.query<{ category: string; tenant: string; stream: string; id: string; first: number; last: number }>(
    `select category, tenant, stream, command_id as id, first_seq as first, last_seq as last from event_store.command_results`,
  );
  return rows.map(({ category, tenant, stream, id, first, last }) => ({
    key: outcomeKey(category, `${tenant}/${stream}`, id),
    firstSeq: first,
    lastSeq: last,
  }));
}

/** Where the store has come to, by `category/partition`. */
export async function storedOffsets(database: Database): Promise<Map<string, number>> {
  const rows = await database.query<{ place: string; next: number }>(
    `select category || '/' || partition as place, next_offset as next from event_store.cursors`,
  );
  return new Map(rows.map(({ place, next }) => [place, next]));
}
