import type { Collection } from '@skein/contracts';
import type { Database, Queryable } from '@skein/postgres';
import type { Chunk } from './chunk.ts';

const columns = `tenant, collection, id, source, title, text, hash, payload, updated_at as "updatedAt"`;

/** The chunks themselves; the index is filled from here. */
export class ChunksRepository {
  constructor(private readonly database: Database) {}

  /** Writes chunks that are new or changed and answers those; the others cost a comparison. */
  async put(on: Queryable, chunks: readonly Chunk[]): Promise<Chunk[]> {
    const written = await on.query<{ id: string; tenant: string; collection: string }>(
      `insert into rag_indexer.chunks as c (tenant, collection, id, source, title, text, hash, payload, updated_at)
       select tenant, collection, id, source, title, text, hash, payload, "updatedAt"
       from jsonb_to_recordset($1::jsonb) as row (tenant text, collection text, id uuid, source text, title text, text text, hash text, payload jsonb, "updatedAt" timestamptz)
       on conflict (tenant, collection, id) do update
         set source = excluded.source, title = excluded.title, text = excluded.text, hash = excluded.hash, payload = excluded.payload, updated_at = excluded.updated_at
         where c.hash <> excluded.hash or c.payload <> excluded.payload
       returning tenant, collection, id`,
      [JSON.stringify(chunks)],
    );
    const changed = new Set(written.map(({ tenant, collection, id }) => `${tenant}/${collection}/${id}`));
    return chunks.filter(({ tenant, collection, id }) => changed.has(`${tenant}/${collection}/${id}`));
  }

  /** All chunks of all tenants, in pages; for filling the index. */
  async *all(pageSize = 1_000): AsyncGenerator<Chunk[]> {
    let after: [string, string, string] = ['', '', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const page = await this.database.query<Chunk>(
        `select ${columns} from rag_indexer.chunks where (tenant, collection, id) > ($1, $2, $3) order by tenant, collection, id limit $4`,
        [...after, pageSize],
      );
      if (page.length === 0) return;
      yield page;
      const last = page.at(-1)!;
      after = [last.tenant, last.collection, last.id];
    }
  }

  async byIds(tenant: string, collection: Collection, ids: readonly string[]): Promise<Map<string, Chunk>> {
    const rows = await this.database.withTenant(tenant, (tx) =>
      tx.query<Chunk>(`select ${columns} from rag_indexer.chunks where collection = $1 and id = any ($2::uuid[])`, [collection, ids]),
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
