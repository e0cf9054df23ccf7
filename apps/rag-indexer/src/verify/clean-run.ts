import { chunkOf } from '../indexing/chunk-of.ts';
import type { IndexRun, Skipped, SourceRef } from '../indexing/index-writer.ts';
import { noCounts } from '../indexing/run-counts.ts';
import type { SourceDocument } from '../indexing/source-document.ts';
import type { Chunk } from '../storage/chunk.ts';
import type { DocumentRow } from '../storage/documents.repository.ts';

/** Is told the rows that a clean rebuild writes. */
export interface CleanRows {
  take(documents: readonly DocumentRow[], chunks: readonly Chunk[]): Promise<void>;
}

/** A run that finds nothing there and writes nothing: a source that reads itself into it tells all that a clean rebuild has. */
export class CleanRun implements IndexRun {
  readonly id = 'clean';
  readonly cursor = undefined;
  readonly counts = noCounts();

  constructor(
    private readonly ref: SourceRef,
    private readonly rows: CleanRows,
  ) {}

  async changed<T extends { key: string; version: string }>(documents: readonly T[]): Promise<T[]> {
    return [...documents];
  }

  async put(documents: readonly SourceDocument[]): Promise<void> {
    const chunks = documents.flatMap((document) => document.chunks.map((chunk) => chunkOf(this.ref, document, chunk)));
    await this.rows.take(documents, chunks);
    this.counts.documents.written += documents.length;
    this.counts.chunks.written += chunks.length;
  }

  async skip(documents: readonly Skipped[]): Promise<void> {
    await this.rows.take(
      documents.map(({ key, reason, version = '' }) => ({ key, version, skipped: reason })),
      [],
    );
    this.counts.documents.skipped += documents.length;
  }

  // Nothing was there before, and nothing comes after.
  async remove(): Promise<void> {}
  async checkpoint(): Promise<void> {}
  async alive(): Promise<void> {}
  async fail(): Promise<void> {}

  async finish(): Promise<typeof this.counts> {
    return this.counts;
  }
}
