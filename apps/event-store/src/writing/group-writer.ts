import { SkeinError } from '@skein/contracts';
import { appendGroups, isDataError, type AppendGroup, type Database, type PartitionRef, type StreamRef } from '@skein/postgres';
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

/**
 * Writes the groups of all partitions: what has gathered while the transaction before was under way goes into the next one. Beside it goes only
 * what is enough: many small transactions cost the database twice the time for each record, and their notifications wait for each other anyway.
 */
export class GroupWriter {
  readonly #queue: CommitJob[] = [];
  readonly #single: CommandByCommand;
  #active = 0;
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
    if (this.#scheduled || this.#queue.length === 0 || !this.#mayStart()) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#writeNext();
      this.#schedule();
    });
  }

  #mayStart(): boolean {
    if (this.#active === 0) return true;
    const records = this.#queue.reduce((sum, { group }) => sum + group.records.length, 0);
    return this.#active < this.options.writers && records >= this.options.records / 2;
  }

  async #writeNext(): Promise<void> {
    const jobs = this.#mayStart() ? this.#take() : [];
    if (jobs.length === 0) return;
    this.#active += 1;
    try {
      await this.#write(jobs);
    } catch (error) {
      this.options.failed(error);
      for (const job of jobs) job.done({ kind: 'failed' });
    } finally {
      this.#active -= 1;
      this.#schedule();
    }
  }

  #take(): CommitJob[] {
    const jobs: CommitJob[] = [];
    let records = 0;
    while (this.#queue.length > 0 && records < this.options.records) {
      const job = this.#queue.shift()!;
      if (job.isVoid()) continue;
      jobs.push(job);
      records += job.group.records.length;
    }
    return jobs;
  }

  async #write(jobs: readonly CommitJob[]): Promise<void> {
    const prepared = await Promise.all(jobs.map((job) => this.#prepare(job)));
    const ready = jobs.filter((_, index) => prepared[index] !== 'lost');
    for (const job of jobs) if (!ready.includes(job)) job.done({ kind: 'lost' });
    if (ready.length === 0) return;
    const result = await this.#append(ready);
    if (result) for (const job of ready) job.done(result);
    // One of them spoils the transaction: each gets its own.
    else for (const job of ready) job.done((await this.#append([job])) ?? (await this.#single.write(job)));
  }

  async #prepare(job: CommitJob): Promise<AppendGroup | 'lost'> {
    if (job.prepared) return job.prepared;
    const { place, group, isVoid } = job;
    const report = (stream: StreamRef, error: unknown) => this.options.brokenStream({ ...place, ...stream }, error);
    const prepared = await prepareGroup(this.database, this.folds, { place, group, isVoid, report });
    if (prepared !== 'lost') job.prepared = prepared;
    return prepared;
  }

  /** `undefined`: it may help to write less at once. */
  async #append(jobs: readonly CommitJob[]): Promise<CommitResult | undefined> {
    try {
      const kind = await appendGroups(
        this.database,
        jobs.map((job) => job.prepared!),
      );
      return kind === 'lost' && jobs.length > 1 ? undefined : { kind };
    } catch (error) {
      const hopeless = error instanceof SkeinError && error.code === 'store.invariant-broken';
      if (isDataError(error) || (hopeless && jobs.length > 1)) return undefined;
      if (hopeless) return { kind: 'broken', code: 'store.invariant-broken', detail: error.message };
      this.options.failed(error);
      return { kind: 'failed' };
    }
  }
}
