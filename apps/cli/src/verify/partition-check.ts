import { isOutcome, keyOf, partitionOf, type Category, type LogRecord } from '@skein/contracts';
import { accept, emptyHead, type Head } from '@skein/log';
import type { Fault } from './fault.ts';
import type { SnapshotCheck } from './snapshot-check.ts';
import type { StoredRecord } from './stored-record.ts';

interface Place {
  category: Category;
  partition: number;
  partitions: number;
}

/**
 * Checks the stored history of one partition, record by record from zero: the links, the seqs, the versions of its streams, that rows say what
 * their records say, that results index their commands, and the snapshots. Pure; rows are handed in in the order of their seqs.
 */
export class PartitionCheck {
  head: Head = emptyHead();
  records = 0;
  /** Commands whose last record was seen. */
  commands = 0;
  readonly #place: Place;
  readonly #snapshots: SnapshotCheck;
  readonly #versions = new Map<string, number>();
  #firstOfCommand: number | undefined;

  constructor(place: Place, snapshots: SnapshotCheck) {
    this.#place = place;
    this.#snapshots = snapshots;
  }

  /** The first thing that is wrong with the next row. Nothing after a fault means anything. */
  next(row: StoredRecord): Fault | undefined {
    const accepted = accept(this.head, row.value, this.#place.partition);
    if (accepted.kind === 'void')
      return this.#fault(row.seq, 'link-broken', `the record does not follow the one before it (hash ${this.head.head})`);
    if (accepted.kind === 'parked')
      return this.#fault(row.seq, accepted.code === 'log.foreign-topic' ? 'partition-wrong' : 'record-unreadable', accepted.detail);
    const { record, next } = accepted;
    const [code, detail] = this.#wrongRow(row, record, next) ?? this.#wrongVersion(record) ?? this.#wrongResult(row, record) ?? [];
    if (code !== undefined) return this.#fault(row.seq, code, detail ?? '');
    const snapshot = isOutcome(record) ? undefined : this.#snapshots.next(record, row.snapshots);
    if (snapshot !== undefined) return this.#fault(row.seq, 'snapshot-wrong', snapshot);
    this.head = next;
    this.records++;
    return undefined;
  }

  /** The rows must end where the cursor says, and nothing may index what is not there. */
  end(cursor: Head, results: number): Fault | undefined {
    if (cursor.seq !== this.head.seq || cursor.head !== this.head.head) {
      return this.#fault(
        this.head.seq,
        'cursor-wrong',
        `the cursor is at seq ${cursor.seq} with hash ${cursor.head}, the records end at ${this.head.seq} with ${this.head.head}`,
      );
    }
    if (this.#firstOfCommand !== undefined) return this.#fault(this.head.seq, 'command-cut', 'the last command lacks its last record');
    if (results !== this.commands)
      return this.#fault(this.head.seq, 'results-wrong', `${results} results are stored for ${this.commands} commands`);
    return undefined;
  }

  #wrongRow(row: StoredRecord, record: LogRecord, next: Head): Wrong {
    const version = isOutcome(record) ? null : record.version;
    if (row.hash !== next.head) return ['hash-wrong', `the stored hash is ${row.hash}, that of the value ${next.head}`];
    if (row.seq !== next.seq) return ['seq-wrong', `the row says seq ${row.seq}, its place is ${next.seq}`];
    if (row.tenant !== record.tenant || row.stream !== record.subject || row.version !== version || row.commandId !== record.commandid) {
      return [
        'row-wrong',
        `the row says ${row.tenant}/${row.stream} version ${row.version} command ${row.commandId}, its record something else`,
      ];
    }
    const { partition, partitions } = this.#place;
    const right = partitionOf(keyOf(record.tenant, record.subject), partitions);
    return record.partition === partition && right === partition
      ? undefined
      : ['partition-wrong', `${record.subject} belongs to partition ${right}`];
  }

  #wrongVersion(record: LogRecord): Wrong {
    const key = keyOf(record.tenant, record.subject);
    const before = this.#versions.get(key) ?? 0;
    if (isOutcome(record)) {
      return record.data.version === before
        ? undefined
        : ['version-wrong', `an outcome of ${key} says version ${record.data.version} after ${before}`];
    }
    this.#versions.set(key, record.version);
    return record.version === before + 1 ? undefined : ['version-wrong', `${key} goes from version ${before} to ${record.version}`];
  }

  #wrongResult({ result }: StoredRecord, record: LogRecord): Wrong {
    const first = (this.#firstOfCommand ??= record.seq);
    const { seq, last, commandid, commandhash } = record;
    if (last) {
      this.#firstOfCommand = undefined;
      this.commands++;
    }
    if (!result) return ['result-missing', `command ${commandid} has no stored result`];
    const fits = result.firstSeq === first && (last ? result.lastSeq === seq : result.lastSeq > seq) && result.commandHash === commandhash;
    return fits ? undefined : ['result-wrong', `the result of command ${commandid} names seqs ${result.firstSeq} to ${result.lastSeq}`];
  }

  #fault(seq: number, code: string, detail: string): Fault {
    const { category, partition } = this.#place;
    return { category, partition, seq, code: `verify.${code}`, detail };
  }
}

type Wrong = [code: string, detail: string] | undefined;
