import { isOutcome, SkeinError, type EventRecord, type OutcomeRecord } from '@skein/contracts';
import { accept, recordHash } from '@skein/log';
import { Backoff } from '../http/backoff.ts';
import type { Batch, SubscriptionTrouble } from './subscribe-options.ts';
import { samePlace, type SubscriberPosition } from './subscriber-position.ts';

export interface ReadRecord {
  offset: number;
  value: string | null;
}

export interface PartitionReaderOptions {
  handler(batch: Batch): Promise<void> | void;
  batchSize: number;
  /** The stored position of the partition, where there is one to believe. */
  stored: (() => Promise<SubscriberPosition>) | undefined;
  onTrouble(trouble: SubscriptionTrouble): void;
  onMoved(): void;
}

/** The stored position is behind what has been handled: everything must be read again from there. */
export class PositionWentBack extends Error {}

/** One partition: takes records wherever they come from, keeps those that follow the head, and hands them on in order. */
export class PartitionReader {
  position: SubscriberPosition;
  parked: SkeinError | undefined;
  /** Records that are no part of history. */
  voids = 0;
  readonly #options: PartitionReaderOptions;
  #voidsBefore = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(position: SubscriberPosition, options: PartitionReaderOptions) {
    this.position = position;
    this.#options = options;
  }

  /** Goes on somewhere else, once nothing is being handled any more. */
  async moveTo(position: SubscriberPosition): Promise<void> {
    await this.#running;
    this.position = position;
  }

  /** Resolves when everything accepted among the records has been handled. Records that were handled before are passed over. */
  take(records: readonly ReadRecord[], signal: AbortSignal): Promise<void> {
    const taking = this.#running.then(() => this.#take(records, signal));
    this.#running = taking.catch(() => undefined); // the caller is told; whoever comes next starts from the position as it is
    return taking;
  }

  /** Resolves when no handler works any more. */
  idle(): Promise<void> {
    return this.#running;
  }

  async #take(records: readonly ReadRecord[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#checkHead(records);
    while (!this.parked) {
      const { batch, park } = this.#nextBatch(records, signal);
      if (batch) await this.#deliver(batch);
      if (park && (!batch || this.position === batch.position)) this.#park(park);
      if (!batch) return;
    }
  }

  /** The record before the next one is still in the topic: it tells whether this is the topic that was read before. */
  #checkHead(records: readonly ReadRecord[]): void {
    const { seq, head, nextOffset } = this.position;
    const last = seq > 0 && records[0]!.offset < nextOffset && records.find(({ offset }) => offset === nextOffset - 1);
    if (!last || (last.value !== null && recordHash(last.value) === head)) return;
    const message =
      `The record at offset ${last.offset} of ${this.#place} is not the one that was read there before: this is another topic. ` +
      'Check the address and the prefix of the topics, or begin again from the start.';
    this.#park(new SkeinError('log.foreign-topic', message, { ...this.position }));
  }

  #nextBatch(records: readonly ReadRecord[], signal: AbortSignal): { batch?: Batch; park?: SkeinError } {
    const from = this.position;
    const [events, outcomes]: [EventRecord[], OutcomeRecord[]] = [[], []];
    let position = from;
    let park: SkeinError | undefined;
    for (const { offset, value } of records) {
      if (offset < from.nextOffset) continue;
      if (events.length + outcomes.length >= this.#options.batchSize) break;
      const read = accept(position, value, position.partition);
      if (read.kind === 'void') this.#countVoid(offset);
      if (read.kind === 'parked')
        park = new SkeinError(read.code, `${this.#place} cannot be read on: ${read.detail}. ${upgrade}`, { offset });
      if (park) break;
      if (read.kind !== 'accepted') continue;
      if (isOutcome(read.record)) outcomes.push(read.record);
      else events.push(read.record);
      position = { ...from, ...read.next, nextOffset: offset + 1 };
    }
    if (position === from) return { park };
    return { batch: { category: from.category, partition: from.partition, from, position, events, outcomes, signal }, park };
  }

  async #deliver(batch: Batch): Promise<void> {
    const { signal, partition } = batch;
    for (const backoff = new Backoff({ limitMs: 5_000 }); ;) {
      try {
        await this.#options.handler(batch);
        return this.#moved(batch.position);
      } catch (error) {
        this.#options.onTrouble({ what: 'handler', partition, error: error instanceof Error ? error : new Error(String(error)) });
      }
      signal.throwIfAborted();
      await backoff.pause(signal);
      signal.throwIfAborted();
      if (await this.#elsewhere(batch.from)) return;
    }
  }

  /** Believes the stored position: the effect may have been committed although the handler failed, or by another instance. */
  async #elsewhere(from: SubscriberPosition): Promise<boolean> {
    const { stored, onTrouble } = this.#options;
    try {
      const found = await stored?.();
      if (!found || samePlace(found, from)) return false;
      if (found.seq <= from.seq) throw new PositionWentBack(`${this.#place} was at seq ${from.seq}, and is stored at ${found.seq}`);
      this.#moved(found);
      return true;
    } catch (error) {
      if (error instanceof PositionWentBack) throw error;
      onTrouble({ what: 'handler', partition: from.partition, error: error instanceof Error ? error : new Error(String(error)) });
      return false;
    }
  }

  #moved(position: SubscriberPosition): void {
    this.position = position;
    this.#options.onMoved();
  }

  #park(error: SkeinError): void {
    this.parked = error;
    this.#options.onTrouble({ what: 'parked', partition: this.position.partition, error });
  }

  #countVoid(offset: number): void {
    if (offset < this.#voidsBefore) return;
    this.#voidsBefore = offset + 1;
    this.voids++;
  }

  get #place(): string {
    return `Partition ${this.position.category}/${this.position.partition}`;
  }
}

const upgrade = 'Run a version of this program that knows it.';
