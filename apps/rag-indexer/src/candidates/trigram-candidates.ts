import { textArray } from '@skein/postgres';
import { SHORTEST } from '../points/text-signature.ts';
import type { Payload } from '@skein/vector-index';
import type { ChunkPlace } from '../storage/chunk.ts';
import { TextCandidates, type Candidates, type Renewal, type ServiceReads, type Wanted } from './text-candidates.ts';

/** So many more are looked at where only some of them may fit. */
const DEEPER = 10;

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

  renewal(): Renewal {
    return { put: () => {}, activate: () => {} };
  }

  async find(
    { tenant, collection }: ChunkPlace,
    texts: readonly string[],
    { preferred, limit, within: { project, fitsPayload } = {} }: Wanted,
  ): Promise<Candidates> {
    const most = fitsPayload ? limit * DEEPER : limit;
    const words = texts.flatMap((text) => text.split(/\s+/)); // white space may be longer in a chunk
    const patterns = words.filter((word) => word.length >= SHORTEST).map((word) => `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`);
    // Under row-level security Postgres would look at every row of the tenant first; the tenant is named instead, and only ids are taken.
    const rows = await this.database.query<{ id: string; payload: Payload }>(
      `select id, ${fitsPayload ? 'payload' : `'{}'::jsonb as payload`} from rag_indexer.chunks
       where tenant = $1 and collection = $2 and text ilike all ($3::text[]) and ($6::text is null or project = $6)
       order by array_position($4::text[], id::text), id limit $5`,
      [tenant, collection, textArray(patterns), textArray(preferred), most + 1, project ?? null],
    );
    const fitting = rows.slice(0, most).filter(({ payload }) => fitsPayload?.(payload) ?? true);
    return { ids: fitting.slice(0, limit).map(({ id }) => id), cut: rows.length > most || fitting.length > limit };
  }
}
