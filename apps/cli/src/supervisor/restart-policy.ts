/** Failures within this time are counted together. */
const WINDOW_MS = 60_000;
/** With the pauses below, that many are reached within the window only by what fails as soon as it starts. */
export const MOST_FAILURES = 10;

interface Pauses {
  /** After the first failure, in ms; doubled by each further one. */
  shortestMs?: number;
  longestMs?: number;
}

/** How long to wait before a server that ended is started again. */
export class RestartPolicy {
  readonly #pauses: Required<Pauses>;
  #failures: number[] = [];

  constructor({ shortestMs = 100, longestMs = 5_000 }: Pauses = {}) {
    this.#pauses = { shortestMs, longestMs };
  }

  /** Counts a failure at `now` (ms, of any clock that does not jump). Answers the pause in ms, or `undefined`: give up. */
  failed(now: number): number | undefined {
    this.#failures = [...this.#failures.filter((time) => now - time < WINDOW_MS), now];
    const count = this.#failures.length;
    const { shortestMs, longestMs } = this.#pauses;
    return count >= MOST_FAILURES ? undefined : Math.min(shortestMs * 2 ** (count - 1), longestMs);
  }
}
