import { textArray, type Database, type Queryable } from '@skein/postgres';
import type { TaskDocument } from './task-document.ts';

export interface TaskKey {
  tenant: string;
  workflow: string;
}

export interface StoredTask extends TaskKey {
  document: TaskDocument;
  /** Which writing of the row it is. */
  written: string;
}

/** The living documents of workflows, each with a mark when it has changed since it was indexed. */
export class TaskDocumentsRepository {
  constructor(private readonly database: Database) {}

  async find(on: Queryable, keys: readonly TaskKey[]): Promise<StoredTask[]> {
    const rows = await on.query<Omit<StoredTask, 'document'> & { document: string }>(
      `select d.tenant, d.workflow, d.document, d.xmin::text as written from rag_indexer.task_documents d
       join unnest($1::text[], $2::text[]) as k (tenant, workflow) on d.tenant = k.tenant and d.workflow = k.workflow`,
      [textArray(keys.map(({ tenant }) => tenant)), textArray(keys.map(({ workflow }) => workflow))],
    );
    return rows.map((row) => ({ ...row, document: JSON.parse(row.document) as TaskDocument }));
  }

  async put(on: Queryable, tasks: readonly (TaskKey & { document: TaskDocument })[]): Promise<void> {
    await on.execute(
      `insert into rag_indexer.task_documents (tenant, workflow, document) select * from unnest($1::text[], $2::text[], $3::text[])
       on conflict (tenant, workflow) do update set document = excluded.document, dirty = true`,
      [
        ...[textArray(tasks.map(({ tenant }) => tenant)), textArray(tasks.map(({ workflow }) => workflow))],
        textArray(tasks.map(({ document }) => JSON.stringify(document))),
      ],
      'task-documents.put',
    );
  }

  /** Takes the mark away from those that nobody has written since they were read. */
  async indexed(on: Queryable, tasks: readonly StoredTask[]): Promise<void> {
    await on.execute(
      `update rag_indexer.task_documents d set dirty = false from unnest($1::text[], $2::text[], $3::text[]) as k (tenant, workflow, written)
       where d.tenant = k.tenant and d.workflow = k.workflow and d.xmin::text = k.written`,
      [
        ...[textArray(tasks.map(({ tenant }) => tenant)), textArray(tasks.map(({ workflow }) => workflow))],
        textArray(tasks.map(({ written }) => written)),
      ],
    );
  }

  dirty(): Promise<TaskKey[]> {
    return this.database.query<TaskKey>('select tenant, workflow from rag_indexer.task_documents where dirty order by tenant, workflow');
  }
}
