import { SkeinError } from '@skein/contracts';
import type { Database } from '@skein/postgres';

/** Another one may be at it; that takes as long as it takes. */
const WAIT_FOR_OTHER_MS = 600_000;

/** What processes that share an index agree upon. */
export class SharedIndex {
  constructor(
    private readonly database: Database,
    /** Names the index: another server, or none, is another home. */
    readonly home: string,
  ) {}

  /** Whether the index was kept here when something was last written: elsewhere it has missed what came since. */
  async isHome(): Promise<boolean> {
    const [state] = await this.database.query<{ home: string | null }>('select home from rag_indexer.index_state');
    return state?.home === this.home;
  }

  async moveHere(): Promise<void> {
    await this.database.execute('update rag_indexer.index_state set home = $1', [this.home]);
  }

  /** Does work that makes the index anew: one process at a time, while others go on writing, and what they write is noted until it is over. */
  filling<T>(work: () => Promise<T>): Promise<T> {
    return this.#alone('fill', async () => {
      try {
        await this.#say(true);
        return await work();
      } finally {
        await this.#say(false);
      }
    });
  }

  /** Does work that makes a part of the index for the first time: one process at a time. */
  making<T>(work: () => Promise<T>): Promise<T> {
    return this.#alone('make', work);
  }

  async #alone<T>(what: 'fill' | 'make', work: () => Promise<T>): Promise<T> {
    const lock = await this.database.holdLock(`skein/rag-indexer/${what}`, { waitMs: WAIT_FOR_OTHER_MS, onTaken: () => undefined });
    if (!lock) throw new SkeinError('service.unavailable', 'Another rag-indexer makes the index anew. Try again when it is done.');
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }

  async #say(filling: boolean): Promise<void> {
    await this.database.execute('update rag_indexer.index_state set filling = $1', [filling]);
  }
}
