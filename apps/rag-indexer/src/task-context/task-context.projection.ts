import type { OnModuleDestroy } from '@nestjs/common';
import type { EventRecord } from '@skein/contracts';
import type { Transaction } from '@skein/postgres';
import type { ProjectionHandler } from '@skein/service';
import type { IndexLoading } from '../indexing/index-loading.ts';
import { foldTask } from './task-document.fold.ts';
import { emptyDocument } from './task-document.ts';
import type { TaskDocumentsRepository, TaskKey } from './task-documents.repository.ts';
import type { TaskIndexing } from './task-indexing.ts';

/** Keeps one document per workflow equal to the log, stored with the position; what has changed is indexed afterwards. */
export class TaskContextProjection implements ProjectionHandler<TaskKey[]>, OnModuleDestroy {
  readonly category = 'workflow';
  readonly schema = 'rag_indexer';
  readonly mayLag = true;

  constructor(
    private readonly documents: TaskDocumentsRepository,
    private readonly indexing: TaskIndexing,
    private readonly loading: IndexLoading,
  ) {}

  async prepare(): Promise<void> {
    await this.loading.load();
    await this.indexing.prepare();
  }

  /** Answers which workflows have changed. */
  async apply(tx: Transaction, events: readonly EventRecord[]): Promise<TaskKey[]> {
    const byWorkflow = Map.groupBy(events, ({ tenant, subject }) => `${tenant}/${subject}`);
    const keys = [...byWorkflow.values()].map(([first]) => ({ tenant: first!.tenant, workflow: first!.subject }));
    const stored = await this.documents.find(tx, keys);
    const documents = new Map(stored.map((task) => [`${task.tenant}/${task.workflow}`, task.document]));
    const touched = keys.map((key) => {
      const name = `${key.tenant}/${key.workflow}`;
      const document = documents.get(name) ?? emptyDocument();
      for (const event of byWorkflow.get(name)!) foldTask(document, event);
      return { ...key, document };
    });
    await this.documents.put(tx, touched);
    return keys;
  }

  async applied(keys: readonly TaskKey[]): Promise<void> {
    this.indexing.changed(keys);
  }

  onModuleDestroy(): void {
    this.indexing.stop();
  }
}
