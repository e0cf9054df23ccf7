import type { IndexRun } from '../../indexing/index-writer.ts';
import type { Reading, Source } from '../source.ts';
import type { RemovableSource, RemovalsRepository } from './removals.repository.ts';

/** What "reads" a source that is removed: whoever reads it next begins from nothing, and an interrupted removal can be told by it. */
export const REMOVER = 'removal/1';

const DOCUMENTS_AT_ONCE = 500;

/** A source that has nothing any more: a run over it removes all that was indexed. */
export class GoneSource implements Source {
  readonly reader = REMOVER;
  readonly collection: Source['collection'];
  readonly name: string;

  constructor(
    private readonly removed: RemovableSource,
    private readonly kept: Pick<RemovalsRepository, 'documents' | 'unschedule'>,
  ) {
    this.collection = removed.collection;
    this.name = removed.source;
  }

  async read(run: IndexRun, { signal, work }: Reading): Promise<{ whole: boolean }> {
    await this.kept.unschedule(this.removed);
    const documents = await this.kept.documents(this.removed);
    work.listed = documents.length;
    await run.alive(documents.length);
    for (let start = 0; start < documents.length; start += DOCUMENTS_AT_ONCE) {
      signal.throwIfAborted();
      await run.remove(documents.slice(start, start + DOCUMENTS_AT_ONCE));
    }
    return { whole: true };
  }
}
