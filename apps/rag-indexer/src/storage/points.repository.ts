import { byteaArray, textArray, type Database, type Queryable } from '@skein/postgres';
import { analyzer } from '../points/analyzer.ts';
import { ChangesRepository } from './changes.repository.ts';
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
  /** What is embedded of it, as a hash; `null`: nothing. */
  content: string | null;
  /** Its vector, where it was asked for and is there. */
  dense?: Buffer | null;
}

/** Of which space vectors are read with the points of a place. */
export interface SpaceOfPlace extends ChunkPlace {
  space: string;
}

interface PointRow extends Omit<StoredPoint, 'data' | 'dense'> {
  data: string;
  dense: string | null;
}

/** A chunk whose point is missing or was made in another way. */
export type StaleChunk = Pick<Chunk, 'tenant' | 'collection' | 'id' | 'project' | 'text' | 'payload'> & { details: ChunkDetails };

/** The points that indexes are filled from. */
export class PointsRepository {
  readonly changes: ChangesRepository;

  constructor(private readonly database: Database) {
    this.changes = new ChangesRepository(database);
  }

  async put(on: Queryable, points: readonly StoredPoint[]): Promise<void> {
    if (points.length === 0) return;
    const of = (pick: (point: StoredPoint) => string) => textArray(points.map(pick));
    await on.execute(
      `insert into rag_indexer.points (tenant, collection, id, project, payload, analyzer, data, content)
       select tenant, collection, id, project, payload, $6, data, content
       from unnest($1::text[], $2::text[], $3::text[]::uuid[], $4::text[], $5::text[], $7::bytea[], $8::text[])
         as row (tenant, collection, id, project, payload, data, content)
       on conflict (tenant, collection, id) do update
         set project = excluded.project, payload = excluded.payload, analyzer = excluded.analyzer, data = excluded.data, content = excluded.content`,
      [
        ...[of(({ tenant }) => tenant), of(({ collection }) => collection), of(({ id }) => id), of(({ project }) => project)],
        ...[of(({ payload }) => payload), analyzer],
        ...[byteaArray(points.map(({ data }) => data)), textArray(points.map(({ content }) => content))],
      ],
    );
  }

  /** All of them, or of a tenant, in pages: the next is asked for while the caller works on the one before. With their vectors, where they are of a space. */
  async *all(
    spaces: readonly SpaceOfPlace[] = [],
    { tenant, pageSize = 1_000 }: { tenant?: string; pageSize?: number } = {},
  ): AsyncGenerator<StoredPoint[]> {
    const ask = (after: readonly string[]) => this.#page(after, pageSize, spaces, tenant);
    let next: Promise<PointRow[]> | undefined = ask([tenant ?? '', '', '00000000-0000-0000-0000-000000000000']);
    while (next) {
      const rows: PointRow[] = await next;
      const last = rows.at(-1);
      next = rows.length === pageSize && last ? ask([last.tenant, last.collection, last.id]) : undefined;
      if (rows.length > 0) yield pointsOf(rows);
    }
  }

  async byIds({ tenant, collection }: ChunkPlace, ids: readonly string[]): Promise<StoredPoint[]> {
    const rows = await this.database.query<PointRow>(
      `select ${columns}, null as dense from rag_indexer.points p where p.tenant = $1 and p.collection = $2 and p.id = any ($3::text[]::uuid[])`,
      [tenant, collection, textArray(ids)],
    );
    return pointsOf(rows);
  }

  /** Where there are points, and how many. */
  places(): Promise<(ChunkPlace & { points: number })[]> {
    return this.database.query('select tenant, collection, count(*)::int as points from rag_indexer.points group by tenant, collection');
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

  #page(after: readonly string[], pageSize: number, spaces: readonly SpaceOfPlace[], tenant?: string): Promise<PointRow[]> {
    const of = (pick: (one: SpaceOfPlace) => string) => textArray(spaces.map(pick));
    const dense = spaces.length === 0 ? withoutVectors : withVectors;
    return this.database.query<PointRow>(
      `select ${columns}, ${dense.column} from rag_indexer.points p ${dense.join}
       where (p.tenant, p.collection, p.id) > ($1, $2, $3::uuid) and ($5::text is null or p.tenant = $5)
       order by p.tenant, p.collection, p.id limit $4`,
      [
        ...[...after, pageSize, tenant ?? null],
        ...(spaces.length === 0 ? [] : [of(({ tenant }) => tenant), of(({ collection }) => collection), of(({ space }) => space)]),
      ],
    );
  }
}

// Base64 is read ten times as fast as the driver reads its hexadecimal digits.
const columns = `p.tenant, p.collection, p.id, p.project, p.payload, encode(p.data, 'base64') as data, p.content`;

const withoutVectors = { column: 'null as dense', join: '' };
const withVectors = {
  column: `encode(v.vector, 'base64') as dense`,
  join: `left join unnest($6::text[], $7::text[], $8::text[]) as s (tenant, collection, space) on s.tenant = p.tenant and s.collection = p.collection
    left join rag_indexer.vectors v on v.tenant = p.tenant and v.space = s.space and v.content = p.content`,
};

/** The bytes of all rows in one buffer, one behind the other: many small ones would cost more than reading them. */
function pointsOf(rows: readonly PointRow[]): StoredPoint[] {
  const page = Buffer.from(new ArrayBuffer(rows.reduce((sum, { data }) => sum + Buffer.byteLength(data, 'base64'), 0)));
  let end = 0;
  return rows.map((row) => {
    const start = end;
    end += page.write(row.data, start, 'base64');
    return { ...row, data: page.subarray(start, end), dense: row.dense === null ? null : Buffer.from(row.dense, 'base64') };
  });
}
