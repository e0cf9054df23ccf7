import type { IndexRebuilt, IndexStatus, RebuildIndex } from '@skein/contracts';
import type { ReadOptions, Reader } from '../reads/reader.ts';

/** What is indexed for search. */
export class IndexReads {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** How much is indexed, and how the last run of each source went. */
  status(options: ReadOptions = {}): Promise<IndexStatus> {
    return this.#reader.get('/v1/index', {}, undefined, options);
  }

  /** Makes the index anew from the indexer's tables, for all tenants. Needs the scope `admin`. */
  rebuild(request: RebuildIndex = {}, options: ReadOptions = {}): Promise<IndexRebuilt> {
    return this.#reader.ask('/v1/index/rebuild', request, options);
  }
}
