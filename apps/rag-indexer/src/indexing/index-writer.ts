import type { Collection, IndexSource } from '@skein/contracts';
import type { RunCounts } from './run-counts.ts';
import type { SourceDocument } from './source-document.ts';

/** What is indexed: one source of one project; with another project it moves there as a whole. Its documents are replaced and removed by its own runs only. */
export interface SourceRef {
  tenant: string;
  project: string;
  collection: Collection;
  /** Unique in the tenant and collection, the same again for the same source: a repository's name, a Linear team. */
  source: string;
  /** What reads it, with its version (`git/3`): another one reads all documents again. */
  reader: string;
  /** How it was asked for, so that it can be read again. */
  origin?: IndexSource;
}

/** A document that is not indexed, and why: `binary`, `too-large`, `bad-encoding` … */
export interface Skipped {
  key: string;
  reason: string;
  /** With it {@link IndexRun.changed} takes the document as unchanged next time, without looking at it again. */
  version?: string;
}

/** One pass over a source. All its methods wait for durability; documents come in any order, batches of some hundred chunks are best. */
export interface IndexRun {
  readonly id: string;
  /** What {@link checkpoint} stored last, in this run or an earlier one of the source; `undefined` for a new source, another reader or another project. */
  readonly cursor: unknown;
  /** So far. */
  readonly counts: RunCounts;
  /**
   * Tells which documents are there, and answers those that must be put, since they are new or have another version. Cheap: ask for all of a
   * source, thousands at a time.
   */
  changed<T extends { key: string; version: string }>(documents: readonly T[]): Promise<T[]>;
  /** Replaces documents with all their chunks, in one transaction: unchanged chunks cost a comparison, vanished ones go. */
  put(documents: readonly SourceDocument[]): Promise<void>;
  /** Records documents that are not indexed; what was indexed of them goes. */
  skip(documents: readonly Skipped[]): Promise<void>;
  /** Removes documents that are known to be gone. */
  remove(keys: readonly string[]): Promise<void>;
  /** Stores where an incremental source may go on (a watermark, a commit). Everything put before is durable. */
  checkpoint(cursor: unknown): Promise<void>;
  /** Says that the run lives while it has nothing to write, and how many documents it will look at, once that is known. */
  alive(expected?: number): Promise<void>;
  /**
   * Ends the run. `whole`: everything that the source has was told by {@link changed}, `put` or `skip`, so that all other documents of the source are
   * gone and removed. Resolves to what the run did.
   */
  finish(end: { whole: boolean; cursor?: unknown }): Promise<RunCounts>;
  /** Ends the run with what went wrong. What was put stays; the next run goes on from there. */
  fail(error: unknown): Promise<void>;
}

/** Port that sources write through. See docs/retrieval.md, "How a source writes". */
export abstract class IndexWriter {
  /**
   * Begins a run. A run that was interrupted needs nothing: the next one finds what it has put unchanged. Rejects with `index.source-busy`
   * while another run of the source is alive.
   */
  abstract begin(source: SourceRef, options?: { expected?: number }): Promise<IndexRun>;
}
