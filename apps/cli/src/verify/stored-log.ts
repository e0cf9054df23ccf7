import { keyOf, partitionOf, type Category } from '@skein/contracts';
import type { Head } from '@skein/log';
import { openDatabase, readAllCursors, readCursors, STORE_ROLE, STORE_SCHEMA, type Database, type PartitionRef } from '@skein/postgres';
import { untilStore } from '../command/until-store.ts';
import { faultAt, type Fault } from './fault.ts';
import type { StoredRecord } from './stored-record.ts';

const PAGE = 1_000;

export interface PartitionEnd extends Head {
  category: Category;
  partition: number;
  nextOffset: number;
  headOffset: number;
}

/** Reads the store's own tables as they are, past all views and services: what is verified is what is on disk. */
export class StoredLog {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(url: string): Promise<StoredLog> {
    const options = { url, schema: STORE_SCHEMA, role: STORE_ROLE, applicationName: 'skein-verify', poolSize: 2, statementTimeoutMs: 0 };
    return new StoredLog(await openDatabase(options));
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** Where each partition ends now. */
  async ends(): Promise<PartitionEnd[]> {
    const cursors = await readAllCursors(this.#database);
    return cursors.map(({ category, partition, cursor }) => ({ category, partition, ...cursor }));
  }

  /** The last version of each stream of a category that a snapshot is stored of, by `tenant/stream`. */
  async lastSnapshots(category: Category): Promise<Map<string, number>> {
    const rows = await this.#database.query<{ key: string; version: number }>(
      `select tenant || '/' || stream as key, max(version) as version from event_store.snapshots where category = $1 group by tenant, stream`,
      [category],
    );
    return new Map(rows.map(({ key, version }) => [key, version]));
  }

  /** How many results index records of the partition up to `seq`. */
  async resultsUpTo({ category, partition, seq }: PartitionEnd): Promise<number> {
    const [row] = await this.#database.query<{ count: number }>(
      `select count(*) as count from event_store.command_results where category = $1 and partition = $2 and last_seq <= $3`,
      [category, partition, seq],
    );
    return row?.count ?? 0;
  }

  /** The seq that a result of the partition names for a command that is not there. */
  async strayResult({ category, partition, seq }: PartitionEnd): Promise<number | undefined> {
    const [row] = await this.#database.query<{ seq: number }>(
      `select k.first_seq as seq from event_store.command_results k
       where k.category = $1 and k.partition = $2 and k.last_seq <= $3 and not exists (
         select from event_store.records r where r.category = k.category and r.partition = k.partition and r.seq = k.first_seq
           and r.tenant = k.tenant and r.stream = k.stream and r.command_id = k.command_id)
       order by k.first_seq limit 1`,
      [category, partition, seq],
    );
    return row?.seq;
  }

  /** A record or result behind the cursor: both are written in the transaction that moves it. */
  async strayRow({ category, partition }: PartitionEnd): Promise<Fault | undefined> {
    const [row] = await this.#database.query<{ what: string; seq: number; at: number }>(
      `select s.what, s.seq, c.seq as at from event_store.cursors c cross join lateral (
         (select 'record' as what, r.seq from event_store.records r
          where r.category = c.category and r.partition = c.partition and r.seq > c.seq order by r.seq limit 1)
         union all
         (select 'result', min(k.last_seq) from event_store.command_results k
          where k.category = c.category and k.partition = c.partition and k.last_seq > c.seq having count(*) > 0)) s
       where c.category = $1 and c.partition = $2 order by s.seq limit 1`,
      [category, partition],
    );
    if (!row) return undefined;
    const detail = `a ${row.what} with seq ${row.seq} is stored, and the cursor is at seq ${row.at}`;
    return faultAt({ category, partition, seq: row.seq }, 'beyond-cursor', detail);
  }

  /** Snapshots of versions that their streams do not have. They would be taken for the newest state. */
  async straySnapshots(partitions: number): Promise<Fault[]> {
    const rows = await this.#database.query<{ tenant: string; category: Category; stream: string; version: number; seq: number | null }>(
      `select s.tenant, s.category, s.stream, s.version,
         (select max(r.seq) from event_store.records r where r.tenant = s.tenant and r.category = s.category and r.stream = s.stream
            and r.version is not null) as seq
       from event_store.snapshots s
       where not exists (select from event_store.records r where r.tenant = s.tenant and r.category = s.category
         and r.stream = s.stream and r.version = s.version)
       order by s.tenant, s.category, s.stream, s.version limit 100`,
    );
    return rows.map(({ tenant, category, stream, version, seq }) =>
      faultAt(
        { category, partition: partitionOf(keyOf(tenant, stream), partitions), seq: seq ?? 0 },
        'snapshot-wrong',
        `a snapshot of ${stream} at version ${version} is stored, and the stream has no such version`,
      ),
    );
  }

  /** Whether the cursor comes to `seq` within `withinMs`: it is told of each commit. */
  async reaches(place: PartitionRef, seq: number, withinMs: number): Promise<boolean> {
    const reached = await untilStore(this.#database, withinMs, async () => {
      const [stored] = await readCursors(this.#database, [place]);
      return (stored?.cursor.seq ?? 0) >= seq || undefined;
    });
    return reached ?? false;
  }

  /** The rows of a partition up to where it ended, in pages. */
  async *pages({ category, partition, seq: end }: PartitionEnd): AsyncGenerator<StoredRecord[]> {
    for (let after = -1; after < end;) {
      const rows = await this.#database.query<Row>(pageOfRecords, [category, partition, after, end, PAGE], 'verify.records');
      if (rows.length === 0) return;
      yield rows.map(recordOf);
      after = rows.at(-1)!.seq;
    }
  }
}

const pageOfRecords = `
  select r.seq, r."offset", r.tenant, r.stream, r.version, r.command_id, r.value, encode(r.hash, 'hex') as hash,
    c.first_seq, c.last_seq, encode(c.command_hash, 'hex') as command_hash,
    case when r.version is not null then
      (select json_agg(json_build_object('reducerVersion', s.reducer_version, 'state', s.state)) from event_store.snapshots s
       where s.tenant = r.tenant and s.category = r.category and s.stream = r.stream and s.version = r.version) end as snapshots
  from event_store.records r
  left join event_store.command_results c
    on c.tenant = r.tenant and c.category = r.category and c.stream = r.stream and c.command_id = r.command_id
  where r.category = $1 and r.partition = $2 and r.seq > $3 and r.seq <= $4
  order by r.seq limit $5`;

interface Row extends Pick<StoredRecord, 'seq' | 'offset' | 'tenant' | 'stream' | 'version' | 'value' | 'hash'> {
  command_id: string;
  first_seq: number | null;
  last_seq: number | null;
  command_hash: string | null;
  snapshots: StoredRecord['snapshots'] | null;
}

function recordOf({ command_id, first_seq, last_seq, command_hash, snapshots, ...row }: Row): StoredRecord {
  const result =
    first_seq === null || last_seq === null ? null : { firstSeq: first_seq, lastSeq: last_seq, commandHash: command_hash ?? '' };
  return { ...row, commandId: command_id, result, snapshots: snapshots ?? [] };
}
