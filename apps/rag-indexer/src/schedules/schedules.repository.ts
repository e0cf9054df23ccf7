import { IndexSource } from '@skein/contracts';
import type { Database } from '@skein/postgres';

export interface Schedule {
  tenant: string;
  id: string;
  project: string;
  source: string;
  request: IndexSource;
  everySeconds: number;
  failures: number;
}

export interface ScheduleRow extends Schedule {
  nextAt: Date;
  error: string | null;
  /** By the database's clock; below 0: overdue. */
  dueInMs: number;
}

const columns = `tenant, id, project, source, request, every_seconds as "everySeconds", failures, error, next_at as "nextAt",
  (extract(epoch from next_at - now()) * 1000)::float8 as "dueInMs"`;

/** Who runs a schedule says so at least so often, and is dead after the time below. */
export const HOLD_EVERY_MS = 20_000;
const DEAD_AFTER_SECONDS = 60;

/** What is indexed again and again, and when next. All times are the database's. */
export class SchedulesRepository {
  constructor(private readonly database: Database) {}

  /** Takes the place of one of the same id, with its failures. */
  async put({ tenant, id, project, source, request, everySeconds }: Omit<Schedule, 'failures'>): Promise<void> {
    await this.database.execute(
      `insert into rag_indexer.schedules (tenant, id, project, source, request, every_seconds, next_at)
       values ($1, $2, $3, $4, $5, $6::int, now() + make_interval(secs => $6::int))
       on conflict (tenant, id) do update set project = excluded.project, request = excluded.request, every_seconds = excluded.every_seconds,
         next_at = excluded.next_at, failures = 0, error = null, claim = null`,
      [tenant, id, project, source, JSON.stringify(request), everySeconds],
    );
  }

  async remove(tenant: string, id: string): Promise<boolean> {
    return (await this.database.execute('delete from rag_indexer.schedules where tenant = $1 and id = $2', [tenant, id])) > 0;
  }

  /** Of all tenants, the next one first. */
  async all(): Promise<ScheduleRow[]> {
    return (await this.database.query<ScheduleRow>(`select ${columns} from rag_indexer.schedules order by next_at, tenant, id`)).map(rowOf);
  }

  async ofTenant(tenant: string): Promise<ScheduleRow[]> {
    const text = `select ${columns} from rag_indexer.schedules where tenant = $1 order by source, id`;
    return (await this.database.withTenant(tenant, (tx) => tx.query<ScheduleRow>(text, [tenant]))).map(rowOf);
  }

  /** Takes what is due for one that runs it. `false`: another one has it, or it is not due any more. */
  async claim({ tenant, id }: Schedule, claim: string): Promise<boolean> {
    const text = `update rag_indexer.schedules set claim = $3, next_at = now() + make_interval(secs => $4) where tenant = $1 and id = $2 and next_at <= now()`;
    return (await this.database.execute(text, [tenant, id, claim, DEAD_AFTER_SECONDS])) > 0;
  }

  /** Says that the one who has claimed it runs it still. */
  async hold({ tenant, id }: Schedule, claim: string): Promise<void> {
    const text = `update rag_indexer.schedules set next_at = now() + make_interval(secs => $4) where tenant = $1 and id = $2 and claim = $3`;
    await this.database.execute(text, [tenant, id, claim, DEAD_AFTER_SECONDS]);
  }

  /** Ends a claim. What was put meanwhile, or was taken over by another one, stays as it is. */
  async again({ tenant, id }: Schedule, claim: string, next: { inSeconds: number; failures: number; error?: string }): Promise<void> {
    await this.database.execute(
      `update rag_indexer.schedules set next_at = now() + make_interval(secs => $4::float8), failures = $5, error = $6, claim = null
       where tenant = $1 and id = $2 and claim = $3`,
      [tenant, id, claim, next.inSeconds, next.failures, next.error ?? null],
    );
  }
}

const rowOf = (row: ScheduleRow): ScheduleRow => ({ ...row, request: IndexSource.parse(row.request) });
