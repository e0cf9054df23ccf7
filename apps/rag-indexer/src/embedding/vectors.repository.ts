import { byteaArray, textArray, type Database, type Queryable } from '@skein/postgres';
import type { Embedded } from '@skein/vector-index';
import type { Chunk, ChunkPlace } from '../storage/chunk.ts';

/** A point that may lack its vector. */
export interface Waiting extends ChunkPlace {
  id: string;
  content: string;
  /** Its text was neither embedded nor refused. */
  missing: boolean;
}

/** How many chunks of a collection have a vector of a space. */
export interface Covered {
  collection: Chunk['collection'];
  searched: boolean;
  chunks: number;
  embedded: number;
  refused: number;
}

export const FIRST: readonly string[] = ['', '', '00000000-0000-0000-0000-000000000000'];

/** Vectors of texts, by what was embedded and how; each is made once. */
export class VectorsRepository {
  constructor(private readonly database: Database) {}

  /** Vectors of contents, as far as they are there; `null`: refused. */
  async find(tenant: string, space: string, contents: readonly string[]): Promise<Map<string, Buffer | null>> {
    if (contents.length === 0) return new Map();
    const rows = await this.database.query<{ content: string; vector: string | null }>(
      `select content, encode(vector, 'base64') as vector from rag_indexer.vectors
       where tenant = $1 and space = $2 and content = any ($3::text[])`,
      [tenant, space, textArray(contents)],
    );
    return new Map(rows.map(({ content, vector }) => [content, vector === null ? null : Buffer.from(vector, 'base64')]));
  }

  async put(on: Queryable, { tenant, space }: { tenant: string; space: string }, made: ReadonlyMap<string, Embedded>): Promise<void> {
    const all = [...made.values()];
    const bytes = all.map((one) =>
      'vector' in one ? new Uint8Array(one.vector.buffer, one.vector.byteOffset, one.vector.byteLength) : null,
    );
    await on.execute(
      `insert into rag_indexer.vectors (tenant, space, content, vector, refused)
       select $1, $2, * from unnest($3::text[], $4::bytea[], $5::text[]) on conflict do nothing`,
      [tenant, space, textArray([...made.keys()]), byteaArray(bytes), textArray(all.map((one) => ('refused' in one ? one.refused : null)))],
    );
  }

  /** Points of collections that have, or want, vectors of a space, a page at a time. */
  page(space: string, after: readonly string[], limit: number): Promise<Waiting[]> {
    return this.database.query<Waiting>(
      `${waiting} and (p.tenant, p.collection, p.id) > ($2, $3, $4::uuid) order by p.tenant, p.collection, p.id limit $5`,
      [space, ...after, limit],
    );
  }

  among(space: string, { tenant, collection }: ChunkPlace, ids: readonly string[]): Promise<Waiting[]> {
    return this.database.query<Waiting>(`${waiting} and p.tenant = $2 and p.collection = $3 and p.id = any ($4::text[]::uuid[])`, [
      ...[space, tenant, collection, textArray(ids)],
    ]);
  }

  /** Whether anything of collections that have, or want, vectors of a space is neither embedded nor refused. */
  async lackAny(space: string): Promise<boolean> {
    const rows = await this.database.query(`select from (${waiting}) as point where missing limit 1`, [space]);
    return rows.length > 0;
  }

  textsOf({ tenant, collection }: ChunkPlace, ids: readonly string[]): Promise<{ id: string; text: string }[]> {
    return this.database.query(
      'select id, text from rag_indexer.chunks where tenant = $1 and collection = $2 and id = any ($3::text[]::uuid[])',
      [...[tenant, collection, textArray(ids)]],
    );
  }

  covered(tenant: string): Promise<Covered[]> {
    return this.database.query<Covered>(
      `select e.collection, e.searched, count(p.id)::int as chunks, count(v.vector)::int as embedded, count(v.refused)::int as refused
       from rag_indexer.embeddings e
       join rag_indexer.points p on p.tenant = e.tenant and p.collection = e.collection
       left join rag_indexer.vectors v on v.tenant = e.tenant and v.space = e.space and v.content = p.content
       where e.tenant = $1 group by e.collection, e.searched`,
      [tenant],
    );
  }

  /** Vectors of spaces that nobody has or wants any more, and those of texts that have been gone for a week. */
  async sweep(): Promise<void> {
    await this.database.execute(
      `delete from rag_indexer.vectors v where
         not exists (select from rag_indexer.embeddings e where e.tenant = v.tenant and e.space = v.space)
         or (made_at < now() - interval '7 days'
           and not exists (select from rag_indexer.points p where p.tenant = v.tenant and p.content = v.content))`,
    );
  }
}

const waiting = `select p.tenant, p.collection, p.id, p.content,
    not exists (select from rag_indexer.vectors v where v.tenant = p.tenant and v.space = $1 and v.content = p.content) as missing
  from rag_indexer.points p
  where p.content is not null
    and exists (select from rag_indexer.embeddings e where e.tenant = p.tenant and e.collection = p.collection and e.space = $1)`;
