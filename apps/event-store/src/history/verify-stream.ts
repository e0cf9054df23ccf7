import type { EventRecord } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { emptyStream, foldEvent, recordHash } from '@skein/log';
import { isDeepStrictEqual } from 'node:util';

/** A stored event with what stands beside it. */
export interface VerifiedRow {
  seq: number;
  version: number;
  value: string;
  hash: string;
  /** Hash of the record before it in the partition; `null`: it is the first, or the one before is missing. */
  previousHash: string | null;
  /** Of this program's reducer, at this version. */
  snapshot: string | null;
}

export interface Fault {
  version: number;
  text: string;
}

/** Checks the history of one workflow: nothing missing, nothing changed, every snapshot what its events fold to. Rows come in their order. */
export class StreamVerification {
  readonly faults: Fault[] = [];
  events = 0;
  snapshots = 0;
  readonly #folded = emptyStream(deciderOf('workflow'));
  #folds = true;

  constructor(private readonly workflow: string) {}

  next(row: VerifiedRow): void {
    this.events += 1;
    const say = (text: string) => void this.faults.push({ version: row.version, text });
    if (row.version !== this.events) {
      say(`version ${this.events} was expected here`);
      this.events = row.version;
    }
    if (recordHash(row.value) !== row.hash) say('the text does not have the hash that is stored beside it');
    const record = JSON.parse(row.value) as EventRecord;
    if (record.version !== row.version || record.seq !== row.seq || record.subject !== this.workflow) say('the text names another place');
    if (record.prev !== (row.previousHash ?? '0'.repeat(64))) say('the text does not follow the record before it in the partition');
    this.#fold(record, row.snapshot, say);
  }

  #fold(record: EventRecord, snapshot: string | null, say: (text: string) => void): void {
    if (!this.#folds) return;
    try {
      foldEvent(deciderOf('workflow'), this.#folded, record);
    } catch (error) {
      this.#folds = false;
      return say(`the event cannot be folded: ${String(error)}`);
    }
    if (snapshot === null) return;
    this.snapshots += 1;
    const state: unknown = JSON.parse(JSON.stringify(this.#folded.state));
    if (!isDeepStrictEqual(JSON.parse(snapshot), state)) say('the snapshot is not what the events fold to');
  }
}
