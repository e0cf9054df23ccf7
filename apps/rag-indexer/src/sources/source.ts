import type { Collection } from '@skein/contracts';
import type { IndexRun } from '../indexing/index-writer.ts';

/** What a run reads from: it knows how to read itself, and nothing of ids, tables or vectors. */
export interface Source {
  readonly collection: Collection;
  /** Unique in the tenant and collection, the same again for the same source. */
  readonly name: string;
  /** What reads it, with its version. */
  readonly reader: string;
  /** Tells the run what there is and what has changed; resolves to how the run ends. */
  read(run: IndexRun, reading: Reading): Promise<{ whole: boolean; cursor?: unknown }>;
}

export interface Reading {
  /** Aborted when the run shall stop: what was put stays, and the next run goes on from there. */
  signal: AbortSignal;
  /** What was looked at, so that work can be seen to be proportional to change. */
  work: SourceWork;
}

export interface SourceWork {
  /** Documents that the source has listed. */
  listed: number;
  /** Documents whose contents were read. */
  read: number;
  /** Commits, pages or other units of history that were read. */
  steps: number;
}

export const noWork = (): SourceWork => ({ listed: 0, read: 0, steps: 0 });
