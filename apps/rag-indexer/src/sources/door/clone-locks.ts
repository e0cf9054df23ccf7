import type { Log } from '@skein/platform';
import type { Database } from '@skein/postgres';

/** For so long Postgres is asked in one go; then it is looked whether the run is to stop. */
const WAIT_MS = 5_000;

/** Among rag-indexers that may share a disk: one at a time brings the clone of an address up to date. */
export class CloneLocks {
  constructor(
    private readonly database: Pick<Database, 'holdLock'>,
    private readonly log: Pick<Log, 'info'>,
  ) {}

  async alone<T>(place: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const name = `skein/rag-indexer/clone/${place}`;
    // What another one does to the clone when this connection is lost is refused by git: it locks what it writes.
    const onTaken = () => undefined;
    let lock = await this.database.holdLock(name, { waitMs: 1, onTaken });
    if (!lock) this.log.info('a run waits until another rag-indexer has brought the same clone up to date', { place });
    while (!lock) {
      signal.throwIfAborted();
      lock = await this.database.holdLock(name, { waitMs: WAIT_MS, onTaken });
    }
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }
}
