import { SkeinError } from '@skein/contracts';
import { appendGroups, isDataError, type Database, type PartitionRef, type StreamRef } from '@skein/postgres';
import type { StreamFolds } from '../folds/stream-folds.ts';
import type { CommitJob, CommitResult } from './commit-job.ts';
import { CommandByCommand } from './command-by-command.ts';
import { prepareGroup } from './prepare-group.ts';

export interface WriterOptions {
  /** Most transactions at the same time, of different partitions: one is made ready while another commits. */
  writers: number;
  /** Records in one transaction, unless a single group has more. */
  records: number;
  /** Told of streams whose rows are given up. */
  brokenStream(place: PartitionRef & StreamRef, error: unknown): void;
  failed(error: unknown): void;
}

/** SQLSTATE of a statement that has waited for a lock for as long as it may. */
const LOCK_NOT_AVAILABLE = '55P03';
/** Of all values in one transaction, unless a single group has more. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Writes the groups of all partitions: what has gathered while the transaction before was under way goes into the next one. Beside it goes only
 * what is enough: many small transactions cost the database twice the time for each record, and their notifications wait for each other anyway.
 */
export class GroupWriter {
  #queue: CommitJob[] = [];
  readonly #single: CommandByCommand;
  readonly #active = { together: 0, alone: 0 };
  #scheduled = false;

  constructor(
    private readonly database: Database,
    private readonly folds: StreamFolds,
    private readonly options: WriterOptions,
  ) {
    this.#single = new CommandByCommand(database, folds, options);
  }

  add(job: CommitJob): void {
    this.#queue.push(job);
    this.#schedule();
  }

  /** After a turn of the event loop, so that partitions that were fetched together are written together. */
  #schedule(): void {
    if (this.#scheduled || !this.#next()) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#writeNext();
      this.#schedule();
    });
  }

  /** What may be begun now. */
  #next(): 'together' | 'alone' | undefined {
    const { together, alone } = this.#active;
    if (together + alone >= this.options.writers) return undefined;
    const waiting = this.#queue.filter((job) => !job.alone);
    const records = waiting.reduce((sum, { group }) => sum + group.records.length, 0);
    if (waiting.length > 0 && (together === 0 || records >= this.options.records / 2)) return 'together';
    return alone === 0 && waiting.length < this.#queue.length ? 'alone' : undefined;
  }

  async #writeNext(): Promise<void> {
    const kind = this.#next();
    if (!kind) return;
    const jobs = this.#take(kind);
    this.#active[kind] += 1;
    try {
      await this.#write(jobs);
    } catch (error) {
      this.options.failed(error);
      for (const job of jobs) job.done({ kind: 'failed' });
    } finally {
      this.#active[kind] -= 1;
      this.#schedule();
    }
  }

  #take(kind: 'together' | 'alone'): CommitJob[] {
    const [jobs, left]: [CommitJob[], CommitJob[]] = [[], []];
    let [records, bytes] = [0, 0];
    for (const job of this.#queue) {
      if (job.isVoid()) continue;
      const isFull = jobs.length > 0 && (kind === 'alone' || records >= this.options.records || bytes >= MOST_BYTES);
      if (isFull || (kind === 'alone') !== (job.alone === true)) {
        left.push(job);
        continue;
      }
      jobs.push(job);
      records += job.group.records.length;
      bytes += job.group.records.reduce((sum, { value }) => sum + value.length, 0);
    }
    this.#queue = left;
    return jobs;
  }

  async #write(jobs: readonly CommitJob[]): Promise<void> {
    const prepared = await Promise.all(jobs.map((job) => this.#prepare(job)));
    const ready = jobs.filter((_, index) => prepared[index]);
    if (ready.length === 0) return;
    const result = await this.#append(ready);
    if (typeof result === 'object') for (const job of ready) job.done(result);
    else if (result === 'held') this.#queue.unshift(...ready.map((job) => Object.assign(job, { alone: true })));
    else for (const job of ready) await this.#writeOne(job);
  }

  async #writeOne(job: CommitJob): Promise<void> {
    const result = await this.#append([job]);
    job.done(typeof result === 'object' ? result : await this.#single.write(job));
  }

  /** False when there is nothing to be written of it: it has been told. */
  async #prepare(job: CommitJob): Promise<boolean> {
    if (job.prepared) return true;
    const { place, group, isVoid } = job;
    const report = (stream: StreamRef, error: unknown) => this.options.brokenStream({ ...place, ...stream }, error);
    try {
      const prepared = await prepareGroup(this.database, this.folds, { place, group, isVoid, report });
      if (prepared !== 'lost') job.prepared = prepared;
      else job.done({ kind: 'lost' });
    } catch (error) {
      this.options.failed(error);
      job.done({ kind: 'failed' });
    }
    return job.prepared !== undefined;
  }

  /** `one by one`: it may help to write less at once. `held`: it may help the others to wait for one of them no longer. */
  async #append(jobs: readonly CommitJob[]): Promise<CommitResult | 'one by one' | 'held'> {
    try {
      const kind = await appendGroups(
        this.database,
        jobs.map((job) => job.prepared!),
      );
      return kind === 'lost' && jobs.length > 1 ? 'one by one' : { kind };
    } catch (error) {
      const hopeless = error instanceof SkeinError && error.code === 'store.invariant-broken';
      if (isDataError(error) || (hopeless && jobs.length > 1)) return 'one by one';
      if (hopeless) return { kind: 'broken', code: 'store.invariant-broken', detail: error.message };
      const isHeld = error instanceof SkeinError && error.facts['sqlState'] === LOCK_NOT_AVAILABLE;
      if (isHeld && jobs.length > 1) return 'held';
      if (isHeld) jobs[0]!.alone = true;
      this.options.failed(error);
      return { kind: 'failed' };
    }
  }
}
