import { SkeinError } from '@skein/contracts';
import type { Database, Queryable } from '@skein/postgres';
import type { SourceRef } from '../indexing/index-writer.ts';
import type { RunCounts } from '../indexing/run-counts.ts';

export type RunState = 'running' | 'finished' | 'failed' | 'interrupted';

export interface RunRow {
  id: string;
  collection: string;
  source: string;
  project: string;
  state: RunState;
  expected: number | null;
  counts: RunCounts;
  error: string | null;
  startedAt: Date;
  endedAt: Date | null;
}

interface RunProgress {
  id: string;
  counts: RunCounts;
  /** Documents that it will look at. */
  expected?: number;
}

/** A run that has written nothing for so long is dead: its process was killed. */
const DEAD_AFTER_SECONDS = 60;

/** Of each source. */
const KEPT_RUNS = 50;

/** Sources and the runs over them. */
export class RunsRepository {
  constructor(private readonly database: Database) {}

  /** Takes the source for a run and answers its cursor. Rejects with `index.source-busy`. */
  async begin(run: RunProgress, ref: SourceRef): Promise<unknown> {
    const { tenant, collection, source, project, reader, origin } = ref;
    return this.database.transaction(async (tx) => {
      const [taken] = await tx.query<{ cursor: unknown }>(
        `insert into rag_indexer.sources as s (tenant, collection, source, project, reader, run, origin, run_seen_at)
           values ($1, $2, $3, $4, $5, $6, $8, now())
         on conflict (tenant, collection, source) do update
           set project = $4, reader = $5, run = $6, run_seen_at = now(), origin = coalesce($8, s.origin), cursor = case when s.reader = $5 and s.project = $4 then s.cursor end
           where s.run is null or s.run_seen_at < now() - make_interval(secs => $7)
         returning s.cursor`,
        [tenant, collection, source, project, reader, run.id, DEAD_AFTER_SECONDS, origin ? JSON.stringify(origin) : null],
      );
      if (!taken) throw new SkeinError('index.source-busy', `${source} is being indexed by another run. Wait for its end.`, { source });
      await tx.execute(
        `update rag_indexer.runs set state = 'interrupted', ended_at = now() where tenant = $1 and collection = $2 and source = $3 and state = 'running'`,
        [tenant, collection, source],
      );
      await tx.execute(
        `delete from rag_indexer.runs where tenant = $1 and collection = $2 and source = $3 and started_at < (
           select started_at from rag_indexer.runs where tenant = $1 and collection = $2 and source = $3 order by started_at desc offset $4 limit 1)`,
        [tenant, collection, source, KEPT_RUNS - 2],
      );
      await tx.execute(
        `insert into rag_indexer.runs (tenant, id, collection, source, project, state, expected, counts) values ($1, $2, $3, $4, $5, 'running', $6, $7)`,
        [tenant, run.id, collection, source, project, run.expected ?? null, JSON.stringify(run.counts)],
      );
      return taken.cursor ?? undefined;
    });
  }

  /** Tells how far the run is. Rejects when somebody else has taken the source: nothing of the transaction counts then. */
  async progress(tx: Queryable, { tenant, collection, source }: SourceRef, run: RunProgress): Promise<void> {
    const kept = await tx.execute(
      'update rag_indexer.sources set run_seen_at = now() where tenant = $1 and collection = $2 and source = $3 and run = $4',
      [tenant, collection, source, run.id],
    );
    if (kept !== 1) throw new SkeinError('index.source-busy', `Another run has taken ${source} over from this one.`, { source });
    await tx.execute('update rag_indexer.runs set counts = $2, expected = coalesce($3, expected) where id = $1', [
      ...[run.id, JSON.stringify(run.counts), run.expected ?? null],
    ]);
  }

  async checkpoint(tx: Queryable, { tenant, collection, source }: SourceRef, cursor: unknown): Promise<void> {
    const where = 'tenant = $1 and collection = $2 and source = $3';
    await tx.execute(`update rag_indexer.sources set cursor = $4 where ${where}`, [tenant, collection, source, JSON.stringify(cursor)]);
  }

  async end(tx: Queryable, { tenant, collection, source }: SourceRef, run: { id: string; state: RunState; error?: string }): Promise<void> {
    await tx.execute('update rag_indexer.runs set state = $2, error = $3, ended_at = now() where id = $1', [
      ...[run.id, run.state, run.error ?? null],
    ]);
    await tx.execute('update rag_indexer.sources set run = null where tenant = $1 and collection = $2 and source = $3 and run = $4', [
      ...[tenant, collection, source, run.id],
    ]);
  }

  /** Whoever was running before is not any more: this is the only instance. */
  async interruptAll(): Promise<void> {
    await this.database.execute(`update rag_indexer.runs set state = 'interrupted', ended_at = now() where state = 'running'`);
    await this.database.execute('update rag_indexer.sources set run = null where run is not null');
  }

  /** The newest run of a source. */
  async newestOf({ tenant, collection, source }: SourceRef): Promise<{ id: string; state: RunState } | undefined> {
    const [row] = await this.database.query<{ id: string; state: RunState }>(
      'select id, state from rag_indexer.runs where tenant = $1 and collection = $2 and source = $3 order by started_at desc limit 1',
      [tenant, collection, source],
    );
    return row;
  }

  /** The newest run of each source of a tenant. */
  newest(tenant: string): Promise<RunRow[]> {
    return this.database.withTenant(tenant, (tx) =>
      tx.query<RunRow>(
        `select distinct on (collection, source) id, collection, source, project, state, expected, counts, error,
           started_at as "startedAt", ended_at as "endedAt"
         from rag_indexer.runs where tenant = $1 order by collection, source, started_at desc`,
        [tenant],
      ),
    );
  }
}
