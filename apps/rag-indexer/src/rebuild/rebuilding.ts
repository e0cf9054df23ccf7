import { SkeinError, type IndexRebuild, type RebuildIndex } from '@skein/contracts';
import type { Log } from '@skein/platform';
import { randomUUID } from 'node:crypto';
import type { EmbeddingWork } from '../embedding/embedding-work.ts';
import type { LiveIndex } from '../indexing/live-index.ts';
import type { TaskIndexing } from '../task-context/task-indexing.ts';
import type { RebuildsRepository } from './rebuilds.repository.ts';

const TELL_EVERY_MS = 1_000;

type Report = Omit<IndexRebuild, 'ms'>;

export interface RebuildParts {
  kept: RebuildsRepository;
  index: Pick<LiveIndex, 'vectors' | 'points' | 'fill'>;
  tasks: Pick<TaskIndexing, 'flush'>;
  embedding: Pick<EmbeddingWork, 'renew'>;
  log: Pick<Log, 'info' | 'warn'>;
}

/** Makes the index of a tenant anew behind the answer, beside what is searched. Nothing of another tenant is touched. */
export class Rebuilding {
  readonly #stop = new AbortController();
  readonly #going = new Map<string, Promise<void>>();

  constructor(private readonly parts: RebuildParts) {}

  /** Resolves to its id. Rejects with `request.invalid` for another adapter, and with `index.source-busy` while another one of the tenant goes on. */
  async start(tenant: string, { to, embed = false }: RebuildIndex): Promise<string> {
    const adapter = this.parts.index.vectors.kind;
    if (to !== undefined && to !== adapter) throw otherAdapter(to, adapter);
    if (this.#going.has(tenant)) throw new SkeinError('index.source-busy', 'Another rebuild goes on. Wait for its end.');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#going.set(tenant, promise);
    const report: Report = { id: randomUUID(), state: 'running', adapter, points: 0, expected: 0 };
    try {
      // What cannot be done at all is told at once.
      if (embed) report.embedding = await this.parts.embedding.renew(tenant);
      await this.parts.kept.begin(tenant, report);
    } catch (error) {
      this.#going.delete(tenant);
      resolve();
      throw error;
    }
    promise.catch((err: unknown) => this.parts.log.warn('a rebuild of the index could not be told of', { tenant, err }));
    this.#told(tenant, report)
      .finally(() => this.#going.delete(tenant))
      .then(resolve, reject);
    return report.id;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the rag-indexer stops'));
    await Promise.allSettled(this.#going.values());
  }

  async #told(tenant: string, report: Report): Promise<void> {
    const { kept, log } = this.parts;
    const tell = () => kept.progress(tenant, report);
    const telling = setInterval(
      () => void tell().catch((err: unknown) => log.warn('how far it is could not be kept', { err })),
      TELL_EVERY_MS,
    );
    try {
      await this.#make(tenant, report);
      report.state = 'finished';
      log.info('the index was made anew', { tenant, points: report.points });
    } catch (err) {
      report.state = this.#stop.signal.aborted ? 'interrupted' : 'failed';
      report.error = err instanceof Error ? err.message : String(err);
      log.warn('the index could not be made anew', { tenant, err });
    } finally {
      clearInterval(telling);
    }
    await tell();
  }

  async #make(tenant: string, report: Report): Promise<void> {
    const { index, tasks } = this.parts;
    await tasks.flush();
    const places = (await index.points.places()).filter((place) => place.tenant === tenant);
    report.expected = places.reduce((sum, { points }) => sum + points, 0);
    if (report.embedding) return; // filled when all new vectors are there
    report.points = await index.fill({ tenant, signal: this.#stop.signal, onPoints: (points) => (report.points = points) });
  }
}

function otherAdapter(to: 'embedded' | 'qdrant', adapter: string): SkeinError {
  const todo = to === 'qdrant' ? 'Set QDRANT_URL and start the rag-indexer again' : 'Start the rag-indexer without QDRANT_URL';
  return new SkeinError('request.invalid', `This rag-indexer keeps its index ${adapter}, not ${to}. ${todo}, then rebuild.`, { adapter });
}
