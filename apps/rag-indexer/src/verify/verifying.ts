import { Collection, SkeinError, type IndexVerification, type VerifiedSource } from '@skein/contracts';
import type { Log } from '@skein/platform';
import { randomUUID } from 'node:crypto';
import { TurnTaking } from '../indexing/turn-taking.ts';
import type { SourceFactory } from '../sources/door/source-factory.ts';
import type { KnownSource, VerificationsRepository } from './verifications.repository.ts';
import type { Verification } from './verification.ts';

const TELL_EVERY_MS = 2_000;

/** Verifications that go on behind the answer, one after the other. */
export class Verifying {
  readonly #stop = new AbortController();
  readonly #turns = new TurnTaking();
  readonly #going = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly kept: VerificationsRepository,
    private readonly verification: Verification,
    private readonly sources: Pick<SourceFactory, 'of'>,
    private readonly log: Pick<Log, 'info' | 'warn'>,
  ) {}

  /** Resolves to its id. Rejects with `index.source-unknown`, and with `index.source-busy` while another one of the tenant goes on. */
  async start(tenant: string, source?: string): Promise<string> {
    const known = await this.kept.sources(tenant, source);
    if (source !== undefined && known.length === 0)
      throw new SkeinError('index.source-unknown', `Nothing was indexed of "${source}". GET /v1/index names the sources.`, { source });
    if (this.#going.has(tenant)) throw new SkeinError('index.source-busy', 'Another verification goes on. Wait for its end.');
    this.#going.add(tenant);
    const id = randomUUID();
    try {
      await this.kept.begin(tenant, id);
    } catch (error) {
      this.#going.delete(tenant);
      throw error;
    }
    const report: IndexVerification = { id, state: 'running', documents: 0, sources: [] };
    // Also while it waits for its turn: what says nothing is taken for dead.
    const telling = setInterval(
      () => void this.kept.progress(tenant, report).catch((err: unknown) => this.log.warn('how far it is could not be kept', { err })),
      TELL_EVERY_MS,
    );
    const done = this.#turns.take(() => this.#all(tenant, report, known).finally(() => clearInterval(telling)));
    this.#last = done.finally(() => this.#going.delete(tenant));
    this.#last.catch((err: unknown) => this.log.warn('a verification could not be brought to its end', { err }));
    return id;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the rag-indexer stops'));
    await this.#last.catch(() => undefined); // was logged
  }

  async #all(tenant: string, report: IndexVerification, known: readonly KnownSource[]): Promise<void> {
    for (const one of known) {
      if (this.#stop.signal.aborted) break;
      report.sources.push(await this.#one(tenant, one, (documents) => (report.documents += documents)));
    }
    report.state = this.#stop.signal.aborted ? 'interrupted' : 'finished';
    await this.kept.progress(tenant, report);
    this.log.info('what is indexed was compared', {
      tenant,
      sources: report.sources.map(({ source, differences }) => ({ source, differences })),
    });
  }

  async #one(
    tenant: string,
    { project, origin, cursor, ...known }: KnownSource,
    onDocuments: (documents: number) => void,
  ): Promise<VerifiedSource> {
    const place = { source: known.source, collection: Collection.parse(known.collection) };
    const commit = origin?.kind === 'git' && !origin.worktree ? (cursor as { commit?: string } | null)?.commit : undefined;
    try {
      if (!origin) throw new SkeinError('index.source-unusable', 'It is not known from where it was indexed. Index it once more.');
      // What was indexed, not what the branch has come to since.
      const wanted = origin.kind === 'git' && commit ? { ...origin, ref: commit } : origin;
      const source = (await this.sources.of(wanted, { anew: true })).find(
        ({ collection, name }) => collection === place.collection && name === place.source,
      );
      if (!source) throw new SkeinError('index.source-unusable', 'What it was indexed from goes by another name now. Index it once more.');
      const compared = await this.verification.compare(source, { tenant, project }, { signal: this.#stop.signal, onDocuments });
      return { ...place, ...compared, ...(commit ? { commit } : {}) };
    } catch (error) {
      if (!(error instanceof SkeinError) && !this.#stop.signal.aborted)
        this.log.warn('a source could not be compared', { ...place, err: error });
      return {
        ...place,
        documents: 0,
        chunks: 0,
        differences: 0,
        first: [],
        error: error instanceof Error ? error.message : String(error),
      };
    }
  }
}
