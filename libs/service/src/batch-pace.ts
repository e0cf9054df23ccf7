import { setTimeout as delay } from 'node:timers/promises';

/** Of the time, at most a twentieth is spent on a read model that nobody waits for. */
const SHARE = 20;
const LONGEST_MS = 2_000;

/**
 * Lets batches wait while much happens, so that the next ones are larger and what changes again and again is written once. Each batch takes
 * the time after it, in proportion to what the one before took; the partitions of a read model share that time.
 */
export class BatchPace {
  #tookMs = 0;
  #freeAt = -Infinity;
  #hurries = 0;
  #hurry = new AbortController();

  /** `now`: a clock in ms. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Resolves when a batch should be handled: at once when the ones before are long over, after two seconds at the latest. */
  async turn(): Promise<void> {
    if (this.#hurries > 0) return;
    const now = this.now();
    const at = Math.min(Math.max(now, this.#freeAt), now + LONGEST_MS);
    this.#freeAt = at + SHARE * this.#tookMs;
    if (at > now) await delay(at - now, undefined, { signal: this.#hurry.signal }).catch(() => undefined);
  }

  async timed<T>(work: () => Promise<T>): Promise<T> {
    const started = this.now();
    try {
      return await work();
    } finally {
      const ended = this.now();
      this.#tookMs = ended - started;
      this.#freeAt = Math.max(this.#freeAt, ended + SHARE * this.#tookMs);
    }
  }

  /** Nothing waits as long as `work` goes on. */
  async hurried<T>(work: () => Promise<T>): Promise<T> {
    this.#hurries++;
    this.end();
    try {
      return await work();
    } finally {
      this.#hurries--;
    }
  }

  /** Whoever waits now waits no longer. */
  end(): void {
    this.#hurry.abort();
    this.#hurry = new AbortController();
  }
}
