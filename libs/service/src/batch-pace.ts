import { setTimeout as delay } from 'node:timers/promises';

// Below this a batch is no sign of load.
const MANY_EVENTS = 50;
/** Of the time, at most a twentieth is spent on a read model that nobody waits for. */
const SHARE = 20;
const LONGEST_MS = 2_000;

/** Lets batches wait while much happens, so that the next ones are larger and what changes again and again is written once. */
export class BatchPace {
  #tookMs = 0;
  #hurries = 0;
  #hurry = new AbortController();

  /** `now`: a clock in ms. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Resolves when a batch of that many events should be handled: at once, unless the one before took long for as many. */
  async turn(events: number): Promise<void> {
    if (events < MANY_EVENTS || this.#hurries > 0) return;
    await delay(Math.min(SHARE * this.#tookMs, LONGEST_MS), undefined, { signal: this.#hurry.signal }).catch(() => undefined);
  }

  async timed<T>(work: () => Promise<T>): Promise<T> {
    const started = this.now();
    try {
      return await work();
    } finally {
      this.#tookMs = this.now() - started;
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
