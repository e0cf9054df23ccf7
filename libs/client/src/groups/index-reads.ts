import type {
  IndexRebuild,
  IndexRequest,
  IndexStarted,
  IndexStatus,
  IndexVerification,
  RebuildIndex,
  RebuildStarted,
  RemovalStarted,
  RemoveSource,
  ScheduleRemoved,
  SkippedDocument,
  SkippedQuery,
  VerificationStarted,
  VerifyIndex,
} from '@skein/contracts';
import { path, queryString, type Query } from '../http/query.ts';
import { Listing } from '../reads/listing.ts';
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

  /** Documents that are not indexed, each with its reason: of all sources, or of one by its name. */
  skipped(query: Omit<SkippedQuery, 'cursor'> = {}, options: ReadOptions = {}): Listing<SkippedDocument> {
    return new Listing((cursor) => this.#reader.get('/v1/index/skipped', { ...query, cursor } as Query, undefined, options));
  }

  /** Starts to index a source. Asked again while that goes on, it rejects with `index.source-busy`. */
  start(request: IndexRequest, options: ReadOptions = {}): Promise<IndexStarted> {
    return this.#reader.ask('/v1/index', request, options);
  }

  /** Ends a schedule; its id is in {@link status}. */
  unschedule(id: string, options: ReadOptions = {}): Promise<ScheduleRemoved> {
    return this.#reader.remove(path`/v1/index/schedules/${id}`, options);
  }

  /**
   * Starts to remove all that was indexed of a source, with its schedules; {@link status} shows the runs until they and the source are gone. Rejects
   * with `index.source-unknown`, and with `index.source-busy` while a run of it goes on. Needs the scope `admin`.
   */
  remove(source: RemoveSource, options: ReadOptions = {}): Promise<RemovalStarted> {
    return this.#reader.remove(`/v1/index/sources${queryString(source)}`, options);
  }

  /** Starts to compare what is indexed with a clean rebuild, of one source or of all; resolves to what {@link verification} is asked with. */
  verify(request: VerifyIndex = {}, options: ReadOptions = {}): Promise<VerificationStarted> {
    return this.#reader.ask('/v1/index/verify', request, options);
  }

  /** How far a verification is, and what it has found. */
  verification(id: string, options: ReadOptions = {}): Promise<IndexVerification> {
    return this.#reader.get(path`/v1/index/verify/${id}`, {}, undefined, options);
  }

  /**
   * Starts to make the index of the key's tenant anew from the indexer's tables; resolves to what {@link rebuilding} is asked with. Rejects with
   * `index.source-busy` while another one goes on. Needs the scope `admin`.
   */
  rebuild(request: RebuildIndex = {}, options: ReadOptions = {}): Promise<RebuildStarted> {
    return this.#reader.ask('/v1/index/rebuild', request, options);
  }

  /** How far a rebuild is. */
  rebuilding(id: string, options: ReadOptions = {}): Promise<IndexRebuild> {
    return this.#reader.get(path`/v1/index/rebuild/${id}`, {}, undefined, options);
  }
}
