import { initialStore, recordHash, stepStore, storeBacklog, type StoreEffect, type StoreInput, type StoreState } from '@skein/log';
import type { PartitionRef } from '@skein/postgres';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommitJob } from './commit-job.ts';
import { fetchedValue, type FetchedRecord } from './fetched-value.ts';
import type { PartitionPorts, TopicState } from './partition-ports.ts';

interface HeadCheck extends TopicState {
  incarnation: number;
  tries: number;
}

const LONGEST_PAUSE_MS = 5_000;
const HEAD_TRIES = 5;
/** Of a group, as far as its commands may be told apart. */
const GROUP_BYTES = 4 * 1024 * 1024;

/** Carries out what the store of one partition says, and tells it what came of it; it decides nothing (docs/architecture.md, "The event store"). */
export class PartitionShell {
  readonly #state: StoreState;
  readonly #ended = new AbortController();
  /** Fetched, and not read yet: bytes cost the garbage collector nothing while they wait, read records much. */
  #unread: FetchedRecord[] = [];
  #unreadBytes = 0;
  #headCheck: HeadCheck | undefined;
  #failures = 0;
  /** Where the stored cursor is known to stand. */
  #stored = 0;
  #soughtAgain: number | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(
    readonly place: PartitionRef,
    private readonly ports: PartitionPorts,
    private readonly groupLimit: number,
  ) {
    this.#state = initialStore(place.category, place.partition, groupLimit);
  }

  start(): void {
    this.#feed({ kind: 'assigned' });
  }

  /** The partition is somebody else's from now on. */
  revoke(): void {
    this.#ended.abort();
    this.#feed({ kind: 'revoked' });
  }

  /** The stored cursor may be another one than it was: it is read again, and what has been taken in is taken in once more. */
  storeMayHaveMoved(): void {
    if (this.#state.phase !== 'parked') this.#feed({ kind: 'lost', incarnation: this.#state.incarnation });
  }

  /** Resolves when everything that was taken in is stored, after `withinMs` at the latest. */
  async idle(withinMs: number): Promise<void> {
    if (this.backlog === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = setTimeout(resolve, withinMs);
    this.#whenIdle = resolve;
    await promise;
    clearTimeout(late);
  }

  /** Records taken in and not committed. */
  get backlog(): number {
    return this.#unread.length + storeBacklog(this.#state);
  }

  /** Of those that are not read yet. */
  get backlogBytes(): number {
    return this.#unreadBytes;
  }

  /** For people: where the store of the partition stands. */
  get status(): { phase: string; seq: number } {
    return { phase: this.#state.phase, seq: this.#state.cursor.seq };
  }

  get parkedBecause(): StoreState['parkedBecause'] {
    return this.#state.parkedBecause;
  }

  take(records: readonly FetchedRecord[]): void {
    const first = records[0];
    if (!first || this.#ended.signal.aborted) return;
    if (this.#headCheck) return this.#checkHead(this.#headCheck, records);
    if (this.#state.phase !== 'ready') return; // fetched before the seek that is to come
    const expected = (this.#unread.at(-1)?.offset ?? this.#state.tip.nextOffset - 1) + 1;
    // Fetched before the last seek: once more from there, and only if nothing else comes is it a gap.
    if (first.offset > expected && this.#soughtAgain !== expected) {
      this.#soughtAgain = expected;
      this.ports.seek(expected);
      return;
    }
    // One by one: a fetch of garbage may hold more records than a call takes arguments.
    for (const record of records) {
      this.#unread.push(record);
      this.#unreadBytes += record.value?.length ?? 0;
    }
    this.#read();
  }

  /** Reads what the next group needs, and only when there is none under way. */
  #read(): void {
    while (this.#unread.length > 0 && this.#state.phase === 'ready' && !this.#state.group) {
      const records = this.#nextUnread().map(fetchedValue);
      this.#feed({ kind: 'fetched', records });
    }
  }

  #nextUnread(): FetchedRecord[] {
    let [count, bytes] = [0, 0];
    while (count < this.#unread.length && count < this.groupLimit && bytes < GROUP_BYTES)
      bytes += this.#unread[count++]!.value?.length ?? 0;
    this.#unreadBytes -= bytes;
    return this.#unread.splice(0, count);
  }

  #forgetUnread(): void {
    this.#unread = [];
    this.#unreadBytes = 0;
  }

  #feed(input: StoreInput): void {
    const { effects } = stepStore(this.#state, input);
    for (const effect of effects) this.#run(effect);
    if (this.#whenIdle && this.backlog === 0) this.#whenIdle();
  }

  #run(effect: StoreEffect): void {
    switch (effect.kind) {
      case 'read-cursor':
        this.#headCheck = undefined;
        this.#forgetUnread();
        return void this.#readCursor(effect.incarnation);
      case 'seek':
        return this.ports.seek(effect.offset);
      case 'commit':
        return this.ports.commit(this.#jobOf(effect));
      case 'retry-later':
        return; // the job that has failed knows when
      case 'drop-folds':
        return this.ports.dropFolds();
      case 'moved':
        this.#failures = 0;
        this.#stored = effect.cursor.nextOffset;
        return this.ports.moved(effect.cursor);
      case 'park':
        this.#forgetUnread();
        return void this.#park(effect.code, effect.detail);
    }
  }

  #jobOf({ incarnation, group }: Extract<StoreEffect, { kind: 'commit' }>): CommitJob {
    const job: CommitJob = {
      place: this.place,
      group,
      isVoid: () => this.#ended.signal.aborted || this.#state.incarnation !== incarnation,
      done: (result) => {
        if (result.kind === 'failed') void this.#again(job);
        this.#feed({ ...result, incarnation });
        this.#read();
      },
    };
    return job;
  }

  async #again(job: CommitJob): Promise<void> {
    await this.#pause();
    if (!job.isVoid()) this.ports.commit(job);
  }

  async #readCursor(incarnation: number): Promise<void> {
    const isOld = () => this.#ended.signal.aborted || this.#state.incarnation !== incarnation;
    while (!isOld()) {
      try {
        const found = await this.ports.readCursor(this.place);
        if (!isOld()) this.#found({ ...found, incarnation, tries: 0 });
        return;
      } catch (error) {
        this.ports.failed('the stored cursor or the topic could not be read; tried again', error);
        await this.#pause();
      }
    }
  }

  #found(found: HeadCheck): void {
    const { cursor, ends, incarnation, foreignCluster } = found;
    this.#stored = cursor.nextOffset;
    if (foreignCluster && cursor.nextOffset > 0) {
      const detail = `the store has read this partition from the cluster ${foreignCluster}, and this is another one`;
      return this.#feed({ kind: 'broken', incarnation, code: 'log.foreign-topic', detail });
    }
    const canBeRead = cursor.headOffset >= ends.logStart && cursor.headOffset < ends.highWatermark && cursor.headOffset >= 0;
    if (!canBeRead) return this.#cursor(found, undefined);
    this.#headCheck = found;
    this.ports.seek(cursor.headOffset);
  }

  #checkHead(check: HeadCheck, records: readonly FetchedRecord[]): void {
    const head = records.find(({ offset }) => offset === check.cursor.headOffset);
    if (head) return this.#cursor(check, recordHash(head.value ?? ''));
    check.tries += 1;
    if (check.tries <= HEAD_TRIES) return this.ports.seek(check.cursor.headOffset);
    this.#headCheck = undefined;
    const detail = `the record at offset ${check.cursor.headOffset}, the last that was stored, cannot be read`;
    this.#feed({ kind: 'broken', incarnation: check.incarnation, code: 'log.truncated', detail });
  }

  #cursor({ cursor, ends, incarnation, parked }: HeadCheck, headRecordHash: string | undefined): void {
    this.#headCheck = undefined;
    this.#soughtAgain = undefined;
    this.#feed({ kind: 'cursor', incarnation, cursor, ends, headRecordHash });
    if (parked && this.#state.phase === 'ready') void this.#tell(() => this.ports.unpark(this.place));
  }

  #park(code: NonNullable<StoreState['parkedBecause']>['code'], detail: string): Promise<void> {
    const at = this.#stored;
    return this.#tell(() => this.ports.park(this.place, at, code, detail));
  }

  /** Repeats what must be seen by others until it is written. */
  async #tell(write: () => Promise<void>): Promise<void> {
    while (!this.#ended.signal.aborted) {
      try {
        return await write();
      } catch (error) {
        this.ports.failed('whether the partition is parked could not be written; tried again', error);
        await this.#pause();
      }
    }
  }

  async #pause(): Promise<void> {
    const wait = Math.min(100 * 2 ** this.#failures++, LONGEST_PAUSE_MS);
    await pause(wait, undefined, { signal: this.#ended.signal }).catch(() => undefined); // ended
  }
}
