import type { IndexRebuild } from '@skein/contracts';
import type { Database } from '@skein/postgres';

/** A rebuild that has said nothing for so long is dead: its process was killed. */
const DEAD_AFTER_SECONDS = 60;
/** Of each tenant. */
const KEPT = 20;

/** Rebuilds and how far they are; they are asked for by whoever started them, of any instance. */
export class RebuildsRepository {
  constructor(private readonly database: Database) {}

  async begin(tenant: string, { id, adapter }: Pick<IndexRebuild, 'id' | 'adapter'>): Promise<void> {
    await this.database.execute(
      `with old as (select id from rag_indexer.rebuilds where tenant = $1 order by started_at desc offset $4),
         gone as (delete from rag_indexer.rebuilds where tenant = $1 and id in (select id from old))
       insert into rag_indexer.rebuilds (tenant, id, adapter) values ($1, $2, $3)`,
      [tenant, id, adapter, KEPT - 1],
    );
  }

  async progress(tenant: string, { id, state, points, expected, embedding, error }: Omit<IndexRebuild, 'ms'>): Promise<void> {
    await this.database.execute(
      `update rag_indexer.rebuilds set state = $3, points = $4, expected = $5, embedding = $6, error = $7, seen_at = now()
       where tenant = $1 and id = $2`,
      [tenant, id, state, points, expected, embedding ?? null, error ?? null],
    );
  }

  async find(tenant: string, id: string): Promise<IndexRebuild | undefined> {
    const text = `select id, adapter, points, expected, embedding, error,
        (extract(epoch from case when state = 'running' then now() else seen_at end - started_at) * 1000)::int as ms,
        case when state = 'running' and seen_at < now() - make_interval(secs => $3) then 'interrupted' else state end as state
      from rag_indexer.rebuilds where tenant = $1 and id = $2`;
    const [row] = await this.database.withTenant(tenant, (tx) => tx.query<RebuildRow>(text, [tenant, id, DEAD_AFTER_SECONDS]));
    if (!row) return undefined;
    const { embedding, error, ...rest } = row;
    return { ...rest, ...(embedding === null ? {} : { embedding }), ...(error === null ? {} : { error }) };
  }
}

type RebuildRow = Omit<IndexRebuild, 'embedding' | 'error'> & { embedding: number | null; error: string | null };
