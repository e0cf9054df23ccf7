import {
  holdPartition,
  isDataError,
  noViewRows,
  replaceRows,
  type Database,
  type MadeRows,
  type PartitionRef,
  type Transaction,
} from '@skein/postgres';
import { foldedStreams, type FoldLimits } from './folded-streams.ts';
import type { FoldedStreams } from './folding.ts';
import type { Made } from './rebuild-places.ts';
import { timersAsStored } from './stored-timers.ts';

interface Options {
  limits: FoldLimits;
  /** Is told of rows when they are written. */
  tell(made: Made): void;
}

/**
 * Makes views or snapshots of a partition anew from its events, in one transaction that holds its cursor: an event-store that runs waits for
 * it and goes on behind it. Killed in the middle, everything is as it was.
 */
export async function rebuildPartition(
  database: Database,
  place: PartitionRef,
  what: readonly MadeRows[],
  { limits, tell }: Options,
): Promise<void> {
  await database.transaction(async (tx) => {
    if (!(await holdPartition(tx, place))) return;
    for await (const made of foldedStreams(tx, place, limits)) {
      if (!what.includes('snapshots')) made.snapshots = [];
      if (!what.includes('views')) made.views = noViewRows();
      else made.views.timers = await timersAsStored(tx, made);
      await replace(tx, what, made);
      const { workflows, steps, approvals } = made.views;
      tell({ events: made.events, rows: made.snapshots.length + workflows.length + steps.length + approvals.length });
    }
  });
}

/** Rows that Postgres refuses break the view of their stream, and of no other. */
async function replace(tx: Transaction, what: readonly MadeRows[], made: FoldedStreams): Promise<void> {
  await tx.execute('savepoint rows');
  try {
    await replaceRows(tx, what, made.streams, made);
    await tx.execute('release savepoint rows');
  } catch (error) {
    await tx.execute('rollback to savepoint rows');
    if (!isDataError(error)) throw error;
    if (made.streams.length === 1) return await replaceRows(tx, what, made.streams, brokenOnly(made));
    for (const part of halves(made)) await replace(tx, what, part);
  }
}

function brokenOnly({ category, partition, streams, views }: FoldedStreams) {
  const broken = views.workflows.map(({ version, updatedAt: time }) => ({ ...streams[0]!, partition, version, time }));
  return { category, partition, snapshots: [], views: { ...noViewRows(), broken } };
}

function halves(made: FoldedStreams): FoldedStreams[] {
  const middle = Math.ceil(made.streams.length / 2);
  return [made.streams.slice(0, middle), made.streams.slice(middle)].map((streams) => {
    const own = new Set(streams.map(({ tenant, stream }) => `${tenant}/${stream}`));
    const of = <Row extends { tenant: string; stream: string }>(rows: readonly Row[]) =>
      rows.filter(({ tenant, stream }) => own.has(`${tenant}/${stream}`));
    const { views } = made;
    return {
      ...made,
      streams,
      snapshots: of(made.snapshots),
      views: {
        workflows: of(views.workflows),
        steps: of(views.steps),
        approvals: of(views.approvals),
        timersCleared: of(views.timersCleared),
        timersRemoved: of(views.timersRemoved),
        timers: of(views.timers),
        broken: of(views.broken),
      },
    };
  });
}
