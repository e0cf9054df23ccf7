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

  constructor(category: Category, partition: number, stored: SeenHashes) {
    this.#category = category;
    this.#partition = partition;
    this.#stored = stored;
  }

  /** All that is stored was met, or something is wrong. */
  get done(): boolean {
    return this.fault !== undefined || this.head.seq >= this.#stored.length;
  }

  next(offset: number, value: string | null): void {
    if (this.done) return;
    const accepted = accept(this.head, value);
    if (accepted.kind === 'void') return;
    if (accepted.kind === 'parked') return this.#wrong('topic-unreadable', `the record at offset ${offset}: ${accepted.detail}`);
    this.head = accepted.next;
    const { seq, head } = accepted.next;
    if (this.#stored.at(seq) !== head) this.#wrong('topic-differs', `the topic has at offset ${offset} another record than the store`);
  }

  /** The topic ends here. */
  end(offset: number): void {
    if (!this.done)
      this.#wrong('topic-short', `the topic ends at offset ${offset} after seq ${this.head.seq}, the store at seq ${this.#stored.length}`);
  }

  #wrong(code: string, detail: string): void {
    const seq = Math.min(this.head.seq + (code === 'topic-differs' ? 0 : 1), this.#stored.length);
    this.fault = { category: this.#category, partition: this.#partition, seq, code: `verify.${code}`, detail };
  }
}
