import { SkeinError, type IndexDifference, type VerifiedSource } from '@skein/contracts';
import type { SourceRef } from '../indexing/index-writer.ts';
import type { LiveIndex } from '../indexing/live-index.ts';
import { noWork, type Source } from '../sources/source.ts';
import type { RunsRepository } from '../storage/runs.repository.ts';
import { CleanRun } from './clean-run.ts';
import { RowComparison } from './row-comparison.ts';
import type { StoredRowsRepository } from './stored-rows.repository.ts';

const SHOWN = 100;

export interface VerificationParts {
  stored: StoredRowsRepository;
  runs: RunsRepository;
  index: Pick<LiveIndex, 'vectors'>;
}

export type Compared = Pick<VerifiedSource, 'documents' | 'chunks' | 'differences' | 'first'>;

/**
 * Whether what is indexed of a source is what a clean rebuild of it would be: the source reads itself as if nothing were there, its rows are made
 * as for any run, and are compared with the tables and the index, which stay as they are.
 */
export class Verification {
  constructor(private readonly parts: VerificationParts) {}

  /** Rejects with `index.source-busy` when the source was indexed meanwhile, and with what reading it ends with. */
  async compare(
    source: Source,
    { tenant, project }: { tenant: string; project: string },
    { signal, onDocuments }: { signal: AbortSignal; onDocuments?: (documents: number) => void },
  ): Promise<Compared> {
    const ref: SourceRef = { tenant, project, collection: source.collection, source: source.name, reader: source.reader };
    const first: IndexDifference[] = [];
    let differences = 0;
    const comparison = new RowComparison(ref, this.parts.stored, this.parts.index, (difference) => {
      if (++differences <= SHOWN) first.push(difference);
    });
    const rows = {
      take: async (...taken: Parameters<RowComparison['take']>) => {
        await comparison.take(...taken);
        onDocuments?.(taken[0].length);
      },
    };
    const before = await this.parts.runs.newestOf(ref);
    await source.read(new CleanRun(ref, rows), { signal, work: noWork() });
    await comparison.finish();
    const after = await this.parts.runs.newestOf(ref);
    if (before?.state === 'running' || before?.id !== after?.id)
      throw new SkeinError(
        'index.source-busy',
        `${ref.source} was indexed meanwhile, which cannot be told from differences. Verify it again.`,
      );
    return { ...comparison.counts, differences, first };
  }
}
