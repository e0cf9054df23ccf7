/** Failures within this time are counted together. */
const WINDOW_MS = 60_000;
/** With the pauses below, that many are reached within the window only by what fails as soon as it starts. */
export const MOST_FAILURES = 10;
const SHORTEST_MS = 100;
const LONGEST_MS = 5_000;

/** How long to wait before a server that ended is started again. */
export class RestartPolicy {
  #failures: number[] = [];

  /** Counts a failure at `now` (ms, of any clock that does not jump). Answers the pause in ms, or `undefined`: give up. */
  failed(now: number): number | undefined {
    this.#failures = [...this.#failures.filter((time) => now - time < WINDOW_MS), now];
    const count = this.#failures.length;
    return count >= MOST_FAILURES ? undefined : Math.min(SHORTEST_MS * 2 ** (count - 1), LONGEST_MS);
  }
}
