import type { EventRecord } from '@skein/contracts';
import { derivedId, recordHash } from '@skein/log';
import type { Transaction } from '@skein/postgres';
import type { ProjectionHandler } from '@skein/service';
import { documentVector } from '@skein/retrieval';
import type { VectorIndex } from '@skein/vector-index';
import type { Chunk } from '../search/chunk.ts';
import type { ChunksRepository } from '../search/chunks.repository.ts';
import { foldTask } from './task-document.fold.ts';
import { emptyDocument, textOf, type TaskDocument } from './task-document.ts';

const collection = 'task_context';

/** Keeps one document per workflow equal to the log: stored with the position, indexed once that is committed. */
export class TaskContextProjection implements ProjectionHandler<Chunk[]> {
  readonly category = 'workflow';
  readonly schema = 'rag_indexer';
  /** Ids by tenant. */
  readonly #indexed = new Map<string, Set<string>>();

  constructor(
    private readonly chunks: ChunksRepository,
    private readonly index: VectorIndex,
  ) {}

  /** Makes the index, which lives in memory, equal to the tables. */
  async prepare(): Promise<void> {
    const before = new Map([...this.#indexed].map(([tenant, ids]) => [tenant, new Set(ids)]));
    for await (const page of this.chunks.all()) {
      for (const { tenant, id } of page) before.get(tenant)?.delete(id);
      await this.applied(page);
    }
    for (const [tenant, gone] of before) {
      await this.index.collection(collection, tenant).delete([...gone]);
      for (const id of gone) this.#indexed.get(tenant)!.delete(id);
    }
  }

  /** Answers what to index after the commit. */
  async apply(tx: Transaction, events: readonly EventRecord[]): Promise<Chunk[]> {
    const byWorkflow = Map.groupBy(events, ({ tenant, subject }) => `${tenant}/${subject}`);
    const keys = [...byWorkflow.values()].map(([first]) => ({ tenant: first!.tenant, workflow: first!.subject }));
    const stored = await tx.query<{ tenant: string; workflow: string; document: string }>(
      `select d.tenant, d.workflow, d.document from rag_indexer.task_documents d
       join jsonb_to_recordset($1::jsonb) as k (tenant text, workflow text) on d.tenant = k.tenant and d.workflow = k.workflow`,
      [JSON.stringify(keys)],
    );
    const documents = new Map(stored.map((row) => [`${row.tenant}/${row.workflow}`, JSON.parse(row.document) as TaskDocument]));
    const touched = [...byWorkflow].map(([key, ofIt]) => {
      const document = documents.get(key) ?? emptyDocument();
      for (const event of ofIt) foldTask(document, event);
      return { tenant: ofIt[0]!.tenant, workflow: ofIt[0]!.subject, document };
    });
    await tx.execute(
      `insert into rag_indexer.task_documents (tenant, workflow, document)
       select * from jsonb_to_recordset($1::jsonb) as row (tenant text, workflow text, document text)
       on conflict (tenant, workflow) do update set document = excluded.document`,
      [JSON.stringify(touched.map((one) => ({ ...one, document: JSON.stringify(one.document) })))],
    );
    return this.chunks.put(tx, touched.map(chunkOf));
  }

  async applied(chunks: readonly Chunk[]): Promise<void> {
    for (const [tenant, ofTenant] of Map.groupBy(chunks, (chunk) => chunk.tenant)) {
      await this.index.collection(collection, tenant).upsert(ofTenant.map(pointOf));
      const indexed = this.#indexed.get(tenant) ?? new Set();
      for (const { id } of ofTenant) indexed.add(id);
      this.#indexed.set(tenant, indexed);
    }
  }
}

const pointOf = ({ id, title, text, payload }: Chunk) => ({ id, sparse: documentVector(`${title}\n${text}`), payload });

function chunkOf({ tenant, workflow, document }: { tenant: string; workflow: string; document: TaskDocument }): Chunk {
  const text = textOf(document);
  return {
    tenant,
    collection,
    id: derivedId(`${collection}/${workflow}`, 'document'),
    source: workflow,
    title: document.title,
    text,
    hash: recordHash(text),
    payload: { status: document.status },
    updatedAt: document.updatedAt,
  };
}
