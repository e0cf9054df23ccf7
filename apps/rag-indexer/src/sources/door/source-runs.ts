import { SkeinError } from '@skein/contracts';
import type { Log } from '@skein/platform';
import type { IndexRun, IndexWriter, SourceRef } from '../../indexing/index-writer.ts';
import { indexSource } from '../index-source.ts';
import type { Source } from '../source.ts';

type Owner = Pick<SourceRef, 'tenant' | 'project' | 'origin'>;

/** Runs that go on behind the answer. When the process ends they are interrupted: the next run of the source goes on from there. */
export class SourceRuns {
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(
    private readonly writer: IndexWriter,
    private readonly log: Log,
  ) {}

  /** Resolves to the run's id once it has the source for itself. */
  start(source: Source, owner: Owner): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.run(source, owner, ({ id }) => resolve(id)).catch(reject); // heard only when it never began; else the run tells it
    return promise;
  }

  /** Resolves when the run has finished. Rejects with what it ended with, and with `index.source-busy`. */
  async run(source: Source, owner: Owner, began?: (run: IndexRun) => void): Promise<void> {
    const facts = { source: source.name, collection: source.collection };
    const running = indexSource(this.writer, source, { ...owner, signal: this.#stop.signal, began });
    const settled = running.catch(() => undefined); // whoever asked is told below
    this.#running.add(settled);
    try {
      const { counts, work } = await running;
      this.log.info('a source was indexed', { ...facts, counts, work });
    } catch (err) {
      if (!(err instanceof SkeinError && err.code === 'index.source-busy'))
        this.log.warn('a source could not be indexed', { ...facts, err });
      throw err;
    } finally {
      this.#running.delete(settled);
    }
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the rag-indexer stops; the next run goes on from here'));
    await Promise.all(this.#running);
  }
}
