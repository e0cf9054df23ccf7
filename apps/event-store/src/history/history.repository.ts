import { Injectable } from '@nestjs/common';
import type { Principal, StoredEvent } from '@skein/contracts';
import { Database, type Transaction } from '@skein/postgres';
import { unknownWorkflow } from '../workflows/unknown-workflow.ts';
import type { WorkflowRow } from '../workflows/workflow-views.ts';
import { findWorkflow } from '../workflows/workflows.repository.ts';
import { eventColumns, storedEvent, type EventRow } from './stored-event.ts';

export interface EventsFilter {
  /** First version wanted. */
  from: number;
  limit: number;
  /** Short name (`workflow.step-claimed`), any version of it. */
  type?: string | undefined;
}

export interface SnapshotInfo {
  version: number;
  reducerVersion: number;
  time: string;
  bytes: number;
}

/** The events of workflows, for one tenant at a time. */
@Injectable()
export class HistoryRepository {
  constructor(private readonly database: Database) {}

  /** Throws `workflow.unknown`. */
  events(of: Principal, workflow: string, filter: EventsFilter): Promise<{ row: WorkflowRow; events: StoredEvent[] }> {
    return this.withWorkflow(of, workflow, async (tx, row) => ({ row, events: await eventsOf(tx, of, workflow, filter) }));
  }

  snapshots(of: Principal, workflow: string): Promise<SnapshotInfo[]> {
    return this.withWorkflow(of, workflow, async (tx) => {
      const rows = await tx.query<{ version: number; reducer_version: number; time: Date; bytes: number }>(
        `select s.version, s.reducer_version, s.time, s.bytes from event_store.snapshots s
         where s.tenant = $1 and s.category = 'workflow' and s.stream = $2 order by s.version, s.reducer_version`,
        [of.tenant, workflow],
      );
      return rows.map(({ version, reducer_version, time, bytes }) => ({
        version,
        reducerVersion: reducer_version,
        time: time.toISOString(),
        bytes,
      }));
    });
  }

  /** Runs reads of one workflow on one snapshot of the database. Throws `workflow.unknown`. */
  withWorkflow<T>(of: Principal, workflow: string, work: (tx: Transaction, row: WorkflowRow) => Promise<T>): Promise<T> {
    return this.database.withTenant(of, async (tx) => {
      const row = await findWorkflow(tx, of, workflow);
      if (!row) throw unknownWorkflow(workflow);
      return work(tx, row);
    });
  }
}

export async function eventsOf(
  tx: Transaction,
  { tenant }: Pick<Principal, 'tenant'>,
  workflow: string,
  { from, limit, type }: EventsFilter,
): Promise<StoredEvent[]> {
  const rows = await tx.query<EventRow>(
    `select ${eventColumns} from event_store.records r
     where r.tenant = $1 and r.category = 'workflow' and r.stream = $2 and r.version >= $3
       and ($4::text is null or starts_with(r.type, $4))
     order by r.version limit $5`,
    [tenant, workflow, from, type === undefined ? null : `dev.skein.${type}.v`, limit],
  );
  return rows.map(storedEvent);
}
