import type { Collection } from '@skein/contracts';
import { textArray, type Database, type Queryable } from '@skein/postgres';
import type { Chunk, ChunkPlace } from './chunk.ts';

const columns = `tenant, project, collection, id, source, document, title, text, hash, payload, details, updated_at as "updatedAt"`;

export interface ChunkHash {
  id: string;
  hash: string;
}

/** Where a caller looks for chunks; ids are unique among collections. */
export interface Readable {
  tenant: string;
  collections: readonly Collection[];
}

/** The chunks themselves: all that is known of what can be found. */
export class ChunksRepository {
  constructor(private readonly database: Database) {}

  /** Ids and hashes of what is stored of documents of a source. */
  hashesOf(on: Queryable, { tenant, collection }: ChunkPlace, source: string, documents: readonly string[]): Promise<ChunkHash[]> {
    return on.query<ChunkHash>(
      'select id, hash from rag_indexer.chunks where tenant = $1 and collection = $2 and source = $3 and document = any ($4::text[])',
      [tenant, collection, source, textArray(documents)],
    );
  }

  async put(on: Queryable, chunks: readonly Chunk[]): Promise<void> {
    if (chunks.length === 0) return;
    const of = (pick: (chunk: Chunk) => string) => textArray(chunks.map(pick));
    await on.execute(
      `insert into rag_indexer.chunks (tenant, project, collection, id, source, document, title, text, hash, payload, details, updated_at)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::text[]::jsonb[], $11::text[]::jsonb[], $12::text[]::timestamptz[])
       on conflict (tenant, collection, id) do update set project = excluded.project, source = excluded.source, document = excluded.document,
         title = excluded.title, text = excluded.text, hash = excluded.hash, payload = excluded.payload, details = excluded.details,
         updated_at = excluded.updated_at`,
      [
        ...[of(({ tenant }) => tenant), of(({ project }) => project), of(({ collection }) => collection), of(({ id }) => id)],
        ...[of(({ source }) => source), of(({ document }) => document), of(({ title }) => title), of(({ text }) => text)],
        ...[of(({ hash }) => hash), of(({ payload }) => JSON.stringify(payload)), of(({ details }) => JSON.stringify(details))],
        of(({ updatedAt }) => updatedAt),
      ],
    );
  }

  async delete(on: Queryable, { tenant, collection }: ChunkPlace, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const table of ['chunks', 'points']) {
      const where = 'tenant = $1 and collection = $2 and id = any ($3::text[]::uuid[])';
      await on.execute(`delete from rag_indexer.${table} where ${where}`, [tenant, collection, textArray(ids)]);
    }
  }

  /** As a caller of the tenant may see them; ids of others are simply not there. */
  async byIds(of: Readable, ids: readonly string[]): Promise<Map<string, Chunk>> {
    const rows = await this.#read<Chunk>(columns, of, ids);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Their texts alone. */
  async textsOf(of: Readable, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.#read<Pick<Chunk, 'id' | 'text'>>('id, text', of, ids);
    return new Map(rows.map(({ id, text }) => [id, text]));
  }

  async #read<Row extends object>(what: string, { tenant, collections }: Readable, ids: readonly string[]): Promise<Row[]> {
    if (ids.length === 0) return [];
    // One by one, which is all that the primary key is good for: until a table has statistics (a minute after it was first filled, and an app may
    // not make them) Postgres would rather read all that the tenant has, which takes twenty milliseconds.
    const text = `select chunk.* from unnest($3::uuid[]) as wanted (chunk_id) cross join lateral
      (select ${what} from rag_indexer.chunks where tenant = $1 and collection = any ($2::text[]) and id = chunk_id limit 1) as chunk`;
    return this.database.readWithTenant<Row>(tenant, text, [tenant, collections, ids]);
  }
}
