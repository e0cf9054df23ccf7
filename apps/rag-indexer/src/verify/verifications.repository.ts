import type { IndexVerification, VerifiedSource } from '@skein/contracts';
import { IndexSource } from '@skein/contracts';
import type { Database } from '@skein/postgres';

/** A source that can be read again. */
export interface KnownSource {
  collection: string;
  source: string;
  project: string;
  /** From where it was indexed; `null`: by a version that did not keep that. */
  origin: IndexSource | null;
  cursor: unknown;
}

/** A verification that has said nothing for so long is dead: its process was killed. */
const DEAD_AFTER_SECONDS = 60;
/** Of each tenant. */
const KEPT = 20;

/** Verifications and what they found; they are asked for by whoever started them, of any instance. */
export class VerificationsRepository {
  constructor(private readonly database: Database) {}

  async begin(tenant: string, id: string): Promise<void> {
    await this.database.execute(
      `with old as (select id from rag_indexer.verifications where tenant = $1 order by started_at desc offset $3),
         gone as (delete from rag_indexer.verifications where tenant = $1 and id in (select id from old))
       insert into rag_indexer.verifications (tenant, id) values ($1, $2)`,
      [tenant, id, KEPT - 1],
    );
  }

  async progress(tenant: string, { id, state, documents, sources }: IndexVerification): Promise<void> {
    await this.database.execute(
      `update rag_indexer.verifications set state = $3, documents = $4, sources = $5, seen_at = now() where tenant = $1 and id = $2`,
      [tenant, id, state, documents, JSON.stringify(sources)],
    );
  }

  async find(tenant: string, id: string): Promise<IndexVerification | undefined> {
    const text = `select id, documents, sources,
        case when state = 'running' and seen_at < now() - make_interval(secs => $3) then 'interrupted' else state end as state
      from rag_indexer.verifications where tenant = $1 and id = $2`;
    const rows = await this.database.withTenant(tenant, (tx) =>
      tx.query<Omit<IndexVerification, 'sources'> & { sources: VerifiedSource[] }>(text, [tenant, id, DEAD_AFTER_SECONDS]),
    );
    return rows[0];
  }

  /** Sources of that name; without one, those of which something is indexed. What comes from the log is no such source. */
  async sources(tenant: string, source?: string): Promise<KnownSource[]> {
    const text = `select collection, source, project, origin, cursor from rag_indexer.sources s
      where tenant = $1 and (source = $2 or ($2::text is null and exists (
        select from rag_indexer.documents d where d.tenant = s.tenant and d.collection = s.collection and d.source = s.source)))
      order by collection, source`;
    const rows = await this.database.withTenant(tenant, (tx) => tx.query<KnownSource>(text, [tenant, source ?? null]));
    return rows.map((row) => ({ ...row, origin: row.origin && IndexSource.parse(row.origin) }));
  }
}
