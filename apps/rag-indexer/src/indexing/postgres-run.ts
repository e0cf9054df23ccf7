import type { Database, Queryable } from '@skein/postgres';
import type { DocumentRow, DocumentsRepository } from '../storage/documents.repository.ts';
import type { RunsRepository, RunState } from '../storage/runs.repository.ts';
import { chunkOf } from './chunk-of.ts';
import type { ChunkWriter, Written } from './chunk-writer.ts';
import type { IndexRun, Skipped, SourceRef } from './index-writer.ts';
import type { LiveIndex } from './live-index.ts';
import { noCounts, type RunCounts } from './run-counts.ts';
import type { SourceDocument } from './source-document.ts';
import { storable } from './storable.ts';

export interface RunParts {
  database: Database;
  documents: DocumentsRepository;
  runs: RunsRepository;
  writer: ChunkWriter;
  index: LiveIndex;
}

const KEYS_AT_ONCE = 500;

/** A run over one source: each call is one transaction, and the index follows its commit. */
export class PostgresRun implements IndexRun {
  readonly counts: RunCounts = noCounts();
  readonly #seen = new Set<string>();

  constructor(
    private readonly parts: RunParts,
    private readonly ref: SourceRef,
    readonly id: string,
    readonly cursor: unknown,
  ) {}

  async changed<T extends { key: string; version: string }>(documents: readonly T[]): Promise<T[]> {
    const unchanged = await this.parts.documents.unchanged(this.ref, documents);
    for (const { key } of documents) this.#seen.add(key);
    this.counts.documents.unchanged += unchanged.size;
    return documents.filter(({ key }) => !unchanged.has(key));
  }

  async put(documents: readonly SourceDocument[]): Promise<void> {
    const chunks = documents.flatMap((document) => document.chunks.map((chunk) => chunkOf(this.ref, document, chunk)));
    const keys = documents.map(({ key }) => key);
    const written = await this.#write(documents, (tx) => this.#replace(tx, keys, chunks));
    this.counts.documents.written += documents.length;
    this.counts.chunks.written += written.points.length;
    this.counts.chunks.unchanged += written.unchanged;
  }

  async skip(documents: readonly Skipped[]): Promise<void> {
    const rows = documents.map(({ key, reason, version = '' }) => ({ key, version, skipped: reason }));
    await this.#write(rows, (tx) =>
      this.#replace(
        tx,
        rows.map(({ key }) => key),
        [],
      ),
    );
    this.counts.documents.skipped += documents.length;
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) {
      const some = keys.slice(start, start + KEYS_AT_ONCE);
      let gone = 0;
      await this.#write([], async (tx) => {
        gone = await this.parts.documents.delete(tx, this.ref, some);
        return this.#replace(tx, some, []);
      });
      this.counts.documents.removed += gone;
    }
  }

  async checkpoint(cursor: unknown): Promise<void> {
    await this.parts.database.transaction(async (tx) => {
      await this.parts.runs.progress(tx, this.ref, this);
      await this.parts.runs.checkpoint(tx, this.ref, cursor);
    });
  }

  async alive(expected?: number): Promise<void> {
    await this.parts.database.transaction((tx) => this.parts.runs.progress(tx, this.ref, { id: this.id, counts: this.counts, expected }));
  }

  async finish({ whole, cursor }: { whole: boolean; cursor?: unknown }): Promise<RunCounts> {
    if (whole) await this.remove((await this.parts.documents.keys(this.ref)).filter((key) => !this.#seen.has(key)));
    if (cursor !== undefined) await this.checkpoint(cursor);
    await this.#end('finished');
    return this.counts;
  }

  async fail(error: unknown): Promise<void> {
    await this.#end('failed', storable(error instanceof Error ? error.message : String(error)));
  }

  #replace(tx: Queryable, documents: readonly string[], chunks: Parameters<ChunkWriter['replace']>[2]['chunks']): Promise<Written> {
    return this.parts.writer.replace(tx, this.ref, { source: this.ref.source, documents, chunks });
  }

  async #write(documents: readonly DocumentRow[], work: (tx: Queryable) => Promise<Written>): Promise<Written> {
    const written = await this.parts.database.transaction(async (tx) => {
      const done = await work(tx);
      if (documents.length > 0) await this.parts.documents.put(tx, this.ref, documents);
      await this.parts.runs.progress(tx, this.ref, this);
      return done;
    });
    for (const { key } of documents) this.#seen.add(key);
    await this.parts.index.apply(this.ref, written);
    this.counts.chunks.removed += written.removed.length;
    return written;
  }

  async #end(state: RunState, error?: string): Promise<void> {
    await this.parts.database.transaction(async (tx) => {
      await this.parts.runs.progress(tx, this.ref, this);
      await this.parts.runs.end(tx, this.ref, { id: this.id, state, error });
    });
  }
}
