import { Injectable } from '@nestjs/common';
import { MAX_DEPTH, type Principal } from '@skein/contracts';
import { Database, type Transaction } from '@skein/postgres';
import type { StepRow, WorkflowRow } from './workflow-views.ts';

export interface WorkflowFilter {
  status?: string | undefined;
  tag?: string | undefined;
  parent?: string | undefined;
  text?: string | undefined;
  limit: number;
}

/** Where a page ends: workflows are listed newest first. */
export type WorkflowPlace = [startedAt: string, workflow: string];
/** Steps are listed in the order in which they were scheduled. */
export type StepPlace = [scheduledBy: number, step: string];

/** The rows of workflows and steps, for one tenant at a time. */
@Injectable()
export class WorkflowsRepository {
  constructor(private readonly database: Database) {}

  /** One more than `limit`, so that the caller sees whether there is another page. */
  list(of: Principal, { status, tag, parent, text, limit }: WorkflowFilter, after: WorkflowPlace | undefined): Promise<WorkflowRow[]> {
    const pattern = text === undefined ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const params = [of.tenant, status ?? null, tag ?? null, parent ?? null, pattern, after?.[0] ?? null, after?.[1] ?? null, limit + 1];
    return this.database.withTenant(of, (tx) =>
      tx.query<WorkflowRow>(
        `select * from event_store.workflows w
         where w.tenant = $1
           and ($2::text is null or w.status = $2) and ($3::text is null or w.tags @> array[$3::text])
           and ($4::text is null or w.parent = $4) and ($5::text is null or w.title ilike $5)
           and ($6::timestamptz is null or (w.started_at, $7::text) < ($6::timestamptz, w.stream))
         order by w.started_at desc, w.stream limit $8`,
        params,
      ),
    );
  }

  find(of: Principal, workflow: string): Promise<{ row: WorkflowRow; open: StepRow[] } | undefined> {
    return this.database.withTenant(of, async (tx) => {
      const row = await findWorkflow(tx, of, workflow);
      if (!row) return undefined;
      const open = await tx.query<StepRow>(
        `select * from event_store.steps s where s.tenant = $1 and s.stream = $2 and s.status not in ('completed', 'cancelled')
         order by s.scheduled_by, s.step`,
        [of.tenant, workflow],
      );
      return { row, open };
    });
  }

  steps(of: Principal, workflow: string, limit: number, after: StepPlace | undefined): Promise<StepRow[] | undefined> {
    return this.database.withTenant(of, async (tx) => {
      if (!(await findWorkflow(tx, of, workflow))) return undefined;
      return tx.query<StepRow>(
        `select * from event_store.steps s
         where s.tenant = $1 and s.stream = $2 and ($3::int8 is null or (s.scheduled_by, s.step) > ($3, $4::text))
         order by s.scheduled_by, s.step limit $5`,
        [of.tenant, workflow, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
      );
    });
  }

  /** The workflow's parent, its parent, and so on. */
  ancestors(of: Principal, workflow: string): Promise<WorkflowRow[] | undefined> {
    return this.database.withTenant(of, async (tx) => {
      if (!(await findWorkflow(tx, of, workflow))) return undefined;
      return tx.query<WorkflowRow>(
        `with recursive chain as (
           select w.stream, w.parent, 0 as depth from event_store.workflows w where w.tenant = $1 and w.stream = $2
           union all
           select w.stream, w.parent, c.depth + 1 from chain c
           join event_store.workflows w on w.tenant = $1 and w.stream = c.parent where c.depth < $3)
         cycle stream set looped using path
         select w.* from chain c join event_store.workflows w on w.tenant = $1 and w.stream = c.stream
         where c.depth > 0 and not c.looped order by c.depth`,
        [of.tenant, workflow, MAX_DEPTH],
      );
    });
  }
}

export async function findWorkflow(
  tx: Transaction,
  { tenant }: Pick<Principal, 'tenant'>,
  workflow: string,
): Promise<WorkflowRow | undefined> {
  const [row] = await tx.query<WorkflowRow>('select * from event_store.workflows w where w.tenant = $1 and w.stream = $2', [
    tenant,
    workflow,
  ]);
  return row;
}
