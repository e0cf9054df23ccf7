import type { Log } from '@skein/platform';
import type { IndexWriter } from '../../indexing/index-writer.ts';
import { indexSource } from '../index-source.ts';
import type { Source } from '../source.ts';

/** Runs that go on behind the answer. When the process ends they are interrupted: the next run of the source goes on from there. */
export class SourceRuns {
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly writer: IndexWriter,
    private readonly log: Log,
  ) {}

  /** Resolves to the run's id once it has the source for itself. */
  start(source: Source, { tenant, project }: { tenant: string; project: string }): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const { name, collection } = source;
    const running = indexSource(this.writer, source, { tenant, project, signal: this.#stop.signal, began: ({ id }) => resolve(id) }).then(
      ({ counts, work }) => this.log.info('a source was indexed', { source: name, collection, counts, work }),
      (err: unknown) => {
        this.log.warn('a source could not be indexed', { source: name, collection, err });
        reject(err); // heard only when it never began; else the run tells it
      },
    );
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
    return promise;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the rag-indexer stops; the next run goes on from here'));
    await Promise.all(this.#running);
  }
}
