import { textArray } from '@skein/postgres';
import { SHORTEST } from '../points/text-signature.ts';
import type { ChunkPlace } from '../storage/chunk.ts';
import { TextCandidates, type Candidates, type ServiceReads } from './text-candidates.ts';

/**
 * By Postgres, for several replicas beside a shared index. Fast with an index of the extension `pg_trgm` on `rag_indexer.chunks (text)`, which an
 * operator makes (docs/retrieval.md): keeping it costs as much as all other writing together, and one replica does not need it.
 */
export class TrigramCandidates extends TextCandidates {
  readonly follows = false;

  constructor(private readonly database: ServiceReads) {
    super();
  }

  put(): void {}
  delete(): void {}
  clear(): void {}

  async find(
    { tenant, collection }: ChunkPlace,
    texts: readonly string[],
    { preferred, limit }: { preferred: readonly string[]; limit: number },
  ): Promise<Candidates> {
    const patterns = texts.filter((text) => text.length >= SHORTEST).map((text) => `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`);
    // Under row-level security Postgres would look at every row of the tenant first; the tenant is named instead, and only ids are taken.
    const rows = await this.database.query<{ id: string }>(
      `select id from rag_indexer.chunks where tenant = $1 and collection = $2 and text ilike all ($3::text[])
       order by array_position($4::text[], id::text), id limit $5`,
      [tenant, collection, textArray(patterns), textArray(preferred), limit + 1],
    );
    return { ids: rows.slice(0, limit).map(({ id }) => id), cut: rows.length > limit };
  }
}
