import { SkeinError, type Collection, type RemovalStarted } from '@skein/contracts';
import type { Log } from '@skein/platform';
import type { IndexRun } from '../../indexing/index-writer.ts';
import type { SourceFactory } from '../door/source-factory.ts';
import type { SourceRuns } from '../door/source-runs.ts';
import { GoneSource } from './gone-source.ts';
import type { RemovableSource, RemovalsRepository } from './removals.repository.ts';

/** Removes sources behind the answer, each by a run of its own: its documents first, then what was kept of the source itself. */
export class SourceRemovals {
  readonly #going = new Set<Promise<unknown>>();

  constructor(
    private readonly kept: RemovalsRepository,
    private readonly runs: Pick<SourceRuns, 'run' | 'close'>,
    private readonly sources: Pick<SourceFactory, 'forget'>,
    private readonly log: Pick<Log, 'info' | 'warn'>,
  ) {}

  /** Resolves once its runs have the source for themselves. Rejects with `index.source-unknown`, and with `index.source-busy`. */
  async start(tenant: string, wanted: { source: string; collection?: Collection }): Promise<RemovalStarted> {
    const found = await this.kept.find(tenant, wanted);
    if (found.length === 0)
      throw new SkeinError('index.source-unknown', `Nothing was indexed of "${wanted.source}". GET /v1/index names the sources.`, wanted);
    const begun = found.map(async (one) => ({ id: await this.#begin(one), collection: one.collection, source: one.source }));
    return { runs: await Promise.all(begun) };
  }

  /** Goes on with what a process before this one could not bring to its end. */
  async resume(): Promise<void> {
    for (const one of await this.kept.unfinished()) this.#remove(one).catch(() => undefined); // was logged
  }

  async close(): Promise<void> {
    await this.runs.close();
    await Promise.all(this.#going);
  }

  #begin(one: RemovableSource): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#remove(one, ({ id }) => resolve(id)).catch(reject); // heard only when it never began; else the run tells it
    return promise;
  }

  async #remove(one: RemovableSource, began?: (run: IndexRun) => void): Promise<void> {
    const removing = this.#removed(one, began);
    const settled = removing.catch(() => undefined); // whoever asked is told below
    this.#going.add(settled);
    try {
      await removing;
    } catch (err) {
      if (!(err instanceof SkeinError && err.code === 'index.source-busy'))
        this.log.warn('a source could not be removed, again when it is asked for or the rag-indexer starts', { source: one.source, err });
      throw err;
    } finally {
      this.#going.delete(settled);
    }
  }

  async #removed(one: RemovableSource, began?: (run: IndexRun) => void): Promise<void> {
    const { tenant, project, collection, source, origin } = one;
    await this.runs.run(new GoneSource(one, this.kept), { tenant, project }, began);
    if (!(await this.kept.forget(one))) return; // somebody indexes it again
    if (origin?.kind === 'git') await this.sources.forget(origin.place, async () => this.kept.isRead(origin.place));
    this.log.info('a source was removed', { tenant, collection, source });
  }
}
