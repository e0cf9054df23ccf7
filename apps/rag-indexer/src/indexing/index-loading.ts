import { SkeinError } from '@skein/contracts';
import type { Log } from '@skein/platform';
import type { Database } from '@skein/postgres';
import type { EmbeddingWork } from '../embedding/embedding-work.ts';
import type { PointsRepository } from '../storage/points.repository.ts';
import type { RunsRepository } from '../storage/runs.repository.ts';
import { pointOf } from './chunk-writer.ts';
import type { LiveIndex } from './live-index.ts';
import type { SharedIndex } from './shared-index.ts';

const STALE_AT_ONCE = 500;

/** Brings the index to what the tables say, when the service starts and whenever it may lack something. */
export class IndexLoading {
  #holds = false;
  readonly #followers: (() => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly points: PointsRepository,
    private readonly runs: RunsRepository,
    private readonly index: LiveIndex,
    private readonly log: Pick<Log, 'info' | 'error'>,
    private readonly home: Pick<SharedIndex, 'isHome' | 'moveHere'>,
    /** For the one before, which keeps the index in its memory, to end. */
    private readonly waitMs: number,
    private readonly embedding?: EmbeddingWork,
  ) {}

  /** Calls back when the index is there for the first time: runs may begin then. */
  onceLoaded(begin: () => void): void {
    this.#followers.push(begin);
  }

  /** Rejects with `index.in-use` when another instance keeps the index in its memory. */
  async load(): Promise<void> {
    if (this.index.vectors.kind === 'embedded') await this.#holdAlone();
    const renewed = await this.#renewStale();
    await this.index.embeddings?.prepare();
    if (renewed > 0 || (await this.#isBehind())) await this.#fill();
    else await this.index.catchUp();
    await this.index.complete();
    await this.home.moveHere();
    this.embedding?.start();
    for (const begin of this.#followers.splice(0)) begin();
  }

  /** A shared index has what was written to it: not what was written while it was kept elsewhere, and nothing when its server has lost it. */
  async #isBehind(): Promise<boolean> {
    return this.index.vectors.kind === 'embedded' || !(await this.home.isHome()) || this.index.hasLost();
  }

  async #fill(): Promise<void> {
    const started = performance.now();
    const points = await this.index.fill();
    this.log.info('the index is filled', { points, ms: Math.round(performance.now() - started) });
  }

  async #holdAlone(): Promise<void> {
    if (this.#holds) return;
    const onTaken = () => {
      this.log.error('another instance has taken the index over while Postgres was away: this one ends', { code: 'index.in-use' });
      process.kill(process.pid, 'SIGTERM');
    };
    const lock = await this.database.holdLock('skein/rag-indexer/index', { waitMs: this.waitMs, onTaken });
    if (!lock) {
      const text =
        'Another rag-indexer keeps the index in its memory, and two would answer differently. Stop it, or set QDRANT_URL for both.';
      throw new SkeinError('index.in-use', text);
    }
    this.#holds = true;
    await this.runs.interruptAll();
  }

  /** Points that another version of the tokeniser has made. Answers how many. */
  async #renewStale(): Promise<number> {
    for (let renewed = 0; ;) {
      const stale = await this.points.stale(STALE_AT_ONCE);
      if (stale.length === 0) return renewed;
      await this.points.put(this.database, stale.map(pointOf));
      renewed += stale.length;
    }
  }
}
