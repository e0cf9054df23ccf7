import { Injectable } from '@nestjs/common';
import { SkeinError, type LogRecord, type Principal } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { emptyStream, foldRecords, type FoldedStream } from '@skein/log';
import type { Transaction } from '@skein/postgres';
import { HistoryRepository } from './history.repository.ts';

/** A moment of a workflow: a version, a time (ISO 8601), or now. */
export interface Moment {
  version?: number | undefined;
  at?: string | undefined;
}

/** States of workflows as they are, and as they were: the newest fitting snapshot and the events after it. */
@Injectable()
export class StatesRepository {
  constructor(private readonly history: HistoryRepository) {}

  /** Throws `workflow.unknown`, and `read.version-unknown` for a moment that is not in the history. */
  stateAt(of: Principal, workflow: string, moment: Moment): Promise<FoldedStream> {
    return this.history.withWorkflow(of, workflow, async (tx, { version }) => {
      const wanted = await versionAt(tx, of, workflow, moment, version);
      if (wanted === undefined || wanted > version) throw unknownVersion(workflow, moment, version);
      return foldUpTo(tx, of, workflow, wanted);
    });
  }
}

async function versionAt(
  tx: Transaction,
  { tenant }: Principal,
  workflow: string,
  { version, at }: Moment,
  newest: number,
): Promise<number | undefined> {
  if (version !== undefined) return version;
  if (at === undefined) return newest;
  const [row] = await tx.query<{ version: number | null }>(
    `select max(r.version) as version from event_store.records r
     where r.tenant = $1 and r.category = 'workflow' and r.stream = $2 and r.version is not null and r.time <= $3`,
    [tenant, workflow, at],
  );
  return row?.version ?? undefined;
}

async function foldUpTo(tx: Transaction, { tenant }: Principal, workflow: string, version: number): Promise<FoldedStream> {
  const decider = deciderOf('workflow');
  const [snapshot] = await tx.query<{ version: number; time: Date; state: string }>(
    `select s.version, s.time, s.state from event_store.snapshots s
     where s.tenant = $1 and s.category = 'workflow' and s.stream = $2 and s.reducer_version = $3 and s.version <= $4
     order by s.version desc limit 1`,
    [tenant, workflow, decider.reducerVersion, version],
  );
  const tail = await tx.query<{ value: string }>(
    `select r.value from event_store.records r
     where r.tenant = $1 and r.category = 'workflow' and r.stream = $2 and r.version > $3 and r.version <= $4 order by r.version`,
    [tenant, workflow, snapshot?.version ?? 0, version],
  );
  const start = snapshot
    ? { state: JSON.parse(snapshot.state) as unknown, version: snapshot.version, time: snapshot.time.getTime() }
    : emptyStream(decider);
  return foldRecords(
    decider,
    start,
    tail.map(({ value }) => JSON.parse(value) as LogRecord),
  );
}

function unknownVersion(workflow: string, { version, at }: Moment, newest: number): SkeinError {
  const wanted = version === undefined ? `was not there yet at ${at}` : `has no version ${version}`;
  return new SkeinError('read.version-unknown', `The workflow ${workflow} ${wanted}; its newest version is ${newest}.`, { newest });
}
