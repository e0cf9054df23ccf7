import { setTimeout as pause } from 'node:timers/promises';

/** Growing, jittered waits between attempts: callers that failed together do not come back together. */
export class Backoff {
  readonly #limitMs: number;
  #ceilingMs: number;
  readonly #firstMs: number;

  /** The first wait is at most `firstMs`, each later one at most twice the one before, none more than `limitMs`. */
  constructor({ firstMs = 100, limitMs = 3_000 }: { firstMs?: number; limitMs?: number } = {}) {
    this.#firstMs = this.#ceilingMs = firstMs;
    this.#limitMs = limitMs;
  }

  /** The next wait in ms: at least half of its ceiling, and at least `atLeastMs` (what a server asked for). */
  next(atLeastMs = 0): number {
    const wait = this.#ceilingMs * (0.5 + Math.random() / 2);
    this.#ceilingMs = Math.min(this.#ceilingMs * 2, this.#limitMs);
    return atLeastMs > 0 ? atLeastMs + wait / 2 : wait;
  }

  /** Waits that long; resolves early, without an error, when the signal is aborted. */
  async pause(signal?: AbortSignal, atLeastMs = 0): Promise<void> {
    await pause(this.next(atLeastMs), undefined, { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  }

  /** After a success: the next trouble starts with short waits again. */
  reset(): void {
    this.#ceilingMs = this.#firstMs;
  }
}
