import type { Category } from '@skein/contracts';
import { accept, emptyHead, type Head } from '@skein/log';
import type { Fault } from './fault.ts';
import type { SeenHashes } from './seen-hashes.ts';

/** Applies the acceptance rule to the records of a topic's partition and compares what it accepts with what is stored. Pure. */
export class TopicCheck {
  head: Head = emptyHead();
  fault: Fault | undefined;
  readonly #category: Category;
  readonly #partition: number;
  readonly #stored: SeenHashes;
  readonly #nextOffset: number;
  #parked = false;

  /** @param nextOffset - the stored cursor's: what the topic has before it, the store has read */
  constructor(category: Category, partition: number, stored: SeenHashes, nextOffset = 0) {
    this.#category = category;
    this.#partition = partition;
    this.#stored = stored;
    this.#nextOffset = nextOffset;
  }

  /** Nothing that follows changes anything: something is wrong, or nobody can read on. */
  get done(): boolean {
    return this.fault !== undefined || this.#parked;
  }

  /** Accepted records of the topic that the store does not have. */
  get ahead(): number {
    return this.fault ? 0 : Math.max(0, this.head.seq - this.#stored.length);
  }

  next(offset: number, value: string | null): void {
    if (this.done) return;
    const accepted = accept(this.head, value, this.#partition);
    if (accepted.kind === 'void') return;
    if (accepted.kind === 'parked') return this.#cannotRead(offset, accepted.detail);
    this.head = accepted.next;
    const { seq, head } = accepted.next;
    if (seq > this.#stored.length) {
      if (offset < this.#nextOffset)
        this.#wrong('topic-longer', `the store has read past offset ${offset} and lacks the record there`, seq);
    } else if (this.#stored.at(seq) !== head) {
      this.#wrong('topic-differs', `the topic has at offset ${offset} another record than the store`, seq);
    }
  }

  /** The topic ends here. */
  end(offset: number): void {
    const { seq } = this.head;
    if (this.done) return;
    if (seq < this.#stored.length) {
      this.#wrong('topic-short', `the topic ends at offset ${offset} after seq ${seq}, the store at seq ${this.#stored.length}`, seq + 1);
    } else if (offset < this.#nextOffset) {
      // Void records are no part of the history, but without them the store finds its place no more.
      this.#wrong('topic-short', `the topic ends at offset ${offset}, the store has read up to ${this.#nextOffset}`, seq);
    }
  }

  /** The store does not take in what the topic has more. */
  notTakenIn(): void {
    const first = this.#stored.length + 1;
    this.#wrong(
      'topic-longer',
      `the topic goes on to seq ${this.head.seq}, the store ends at ${first - 1} and does not go on: ` +
        'its event-store is away or the partition is parked ("skein log partitions"), or the end of its history was removed',
      first,
    );
  }

  /** What the store has not read either may be of a newer program. */
  #cannotRead(offset: number, detail: string): void {
    this.#parked = true;
    const { seq } = this.head;
    if (seq < this.#stored.length) this.#wrong('topic-unreadable', `the record at offset ${offset}: ${detail}`, seq + 1);
  }

  #wrong(code: string, detail: string, seq: number): void {
    this.fault = { category: this.#category, partition: this.#partition, seq, code: `verify.${code}`, detail };
  }
}
