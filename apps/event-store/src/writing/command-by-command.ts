import { SkeinError } from '@skein/contracts';
import type { StoreGroup } from '@skein/log';
import { appendGroups, isDataError, noViewRows, type AppendGroup, type Database, type PartitionRef, type StreamRef } from '@skein/postgres';
import type { StreamFolds } from '../folds/stream-folds.ts';
import type { CommitJob, CommitResult } from './commit-job.ts';
import { prepareGroup } from './prepare-group.ts';
import { singleCommands } from './single-commands.ts';

interface Reports {
  brokenStream(place: PartitionRef & StreamRef, error: unknown): void;
  failed(error: unknown): void;
}

/** The slow way, for a group with data that Postgres refuses: every other command is stored whole, and that one without its rows. */
export class CommandByCommand {
  constructor(
    private readonly database: Database,
    private readonly folds: StreamFolds,
    private readonly reports: Reports,
  ) {}

  async write({ place, group, isVoid }: CommitJob): Promise<CommitResult> {
    const report = (stream: StreamRef, error: unknown) => this.reports.brokenStream({ ...place, ...stream }, error);
    if (isVoid()) return { kind: 'lost' };
    // They hold the whole group already.
    this.folds.drop(place);
    try {
      for (const command of singleCommands(group)) {
        const prepared = await prepareGroup(this.database, this.folds, { place, group: command, isVoid, report });
        if (prepared === 'lost' || (await this.#append({ place, isVoid }, prepared)) === 'lost') return { kind: 'lost' };
      }
      return { kind: 'committed' };
    } catch (error) {
      if (isDataError(error)) return broken('log.parked', `Postgres refuses history itself: ${String(error)}`);
      if (error instanceof SkeinError && error.code === 'store.invariant-broken') return broken(error.code, error.message);
      this.reports.failed(error);
      // Some commands may be in: only the stored cursor can tell.
      return { kind: 'lost' };
    }
  }

  async #append({ place, isVoid }: Pick<CommitJob, 'place' | 'isVoid'>, prepared: AppendGroup): Promise<'committed' | 'lost'> {
    try {
      return await appendGroups(this.database, [prepared]);
    } catch (error) {
      if (!isDataError(error)) throw error;
      if (isVoid()) return 'lost';
      return await appendGroups(this.database, [this.#withoutRows(place, prepared.group, error)]);
    }
  }

  #withoutRows(place: PartitionRef, group: StoreGroup, error: unknown): AppendGroup {
    const views = noViewRows();
    const { record } = group.records.at(-1)!;
    const stream = { tenant: record.tenant, stream: record.subject };
    const fold = this.folds.get(place, `${stream.tenant}/${stream.stream}`);
    if (fold) fold.broken = true;
    this.reports.brokenStream({ ...place, ...stream }, error);
    if (place.category === 'workflow' && 'version' in record) {
      const { seq, version, time } = record;
      views.broken.push({ ...stream, partition: place.partition, seq, version, time: Date.parse(time) });
    }
    return { ...place, group, snapshots: [], views };
  }
}

const broken = (code: 'log.parked' | 'store.invariant-broken', detail: string): CommitResult => ({ kind: 'broken', code, detail });
