import { byteaArray, textArray, type Database, type Queryable } from '@skein/postgres';
import { analyzer } from '../points/analyzer.ts';
import type { Chunk, ChunkDetails, ChunkPlace } from './chunk.ts';

/** What an index needs of a chunk, as bytes. */
export interface StoredPoint {
  tenant: string;
  collection: Chunk['collection'];
  id: string;
  project: string;
  /** JSON. */
  payload: string;
  data: Buffer;
  dense: Buffer | null;
}

interface PointRow extends Omit<StoredPoint, 'data' | 'dense'> {
  data: string;
  dense: string | null;
}

/** A chunk whose point is missing or was made in another way. */
export type StaleChunk = Pick<Chunk, 'tenant' | 'collection' | 'id' | 'project' | 'text' | 'payload'> & { details: ChunkDetails };

/** The points that indexes are filled from. */
export class PointsRepository {
  constructor(private readonly database: Database) {}

  async put(on: Queryable, points: readonly StoredPoint[]): Promise<void> {
    if (points.length === 0) return;
    const of = (pick: (point: StoredPoint) => string) => textArray(points.map(pick));
    await on.execute(
      `insert into rag_indexer.points (tenant, collection, id, project, payload, analyzer, data, dense)
       select tenant, collection, id, project, payload, $6, data, dense
       from unnest($1::text[], $2::text[], $3::text[]::uuid[], $4::text[], $5::text[], $7::bytea[], $8::bytea[])
         as row (tenant, collection, id, project, payload, data, dense)
       on conflict (tenant, collection, id) do update
         set project = excluded.project, payload = excluded.payload, analyzer = excluded.analyzer, data = excluded.data, dense = excluded.dense`,
      [
        ...[of(({ tenant }) => tenant), of(({ collection }) => collection), of(({ id }) => id), of(({ project }) => project)],
        ...[of(({ payload }) => payload), analyzer],
        ...[byteaArray(points.map(({ data }) => data)), byteaArray(points.map(({ dense }) => dense))],
      ],
    );
  }

  /** All of them, in pages: the next is asked for while the caller works on the one before. */
  async *all(pageSize = 4_000): AsyncGenerator<StoredPoint[]> {
    let next: Promise<PointRow[]> | undefined = this.#page(['', '', '00000000-0000-0000-0000-000000000000'], pageSize);
    while (next) {
      const rows: PointRow[] = await next;
      const last = rows.at(-1);
      next = rows.length === pageSize && last ? this.#page([last.tenant, last.collection, last.id], pageSize) : undefined;
      if (rows.length > 0) yield rows.map(pointOf);
    }
  }

  async byIds({ tenant, collection }: ChunkPlace, ids: readonly string[]): Promise<StoredPoint[]> {
    const rows = await this.database.query<PointRow>(
      `select ${columns} from rag_indexer.points where tenant = $1 and collection = $2 and id = any ($3::text[]::uuid[])`,
      [tenant, collection, textArray(ids)],
    );
    return rows.map(pointOf);
  }

  /** Changes that were committed and may not be in a shared index, oldest first. */
  unsettled(): Promise<(ChunkPlace & { seq: number; ids: string[] })[]> {
    return this.database.query('select seq, tenant, collection, ids from rag_indexer.index_changes order by seq');
  }

  /** The index has the change. */
  async settle(seq: number): Promise<void> {
    await this.database.execute('delete from rag_indexer.index_changes where seq = $1', [seq]);
  }

  /** Chunks whose points are to be made again: nothing but these costs time. */
  stale(limit: number): Promise<StaleChunk[]> {
    return this.database.query<StaleChunk>(
      `select c.tenant, c.collection, c.id, c.project, c.text, c.payload, c.details
       from rag_indexer.chunks c join rag_indexer.points p on p.tenant = c.tenant and p.collection = c.collection and p.id = c.id
       where p.analyzer <> $1 limit $2`,
      [analyzer, limit],
    );
  }

  #page(after: readonly string[], pageSize: number): Promise<PointRow[]> {
    return this.database.query<PointRow>(
      `select ${columns} from rag_indexer.points where (tenant, collection, id) > ($1, $2, $3::uuid) order by tenant, collection, id limit $4`,
      [...after, pageSize],
    );
  }
}

// Base64 is read ten times as fast as the driver reads its hexadecimal digits.
const columns = `tenant, collection, id, project, payload, encode(data, 'base64') as data, encode(dense, 'base64') as dense`;

const pointOf = (row: PointRow): StoredPoint => ({
  ...row,
  data: Buffer.from(row.data, 'base64'),
  dense: row.dense === null ? null : Buffer.from(row.dense, 'base64'),
});
