/** Between two fetches that bring little, in ms; Node's timers add up to one more. */
const PACE_MS = 1;
/** Records that are enough to fetch again at once. */
const ENOUGH = 64;

interface Turn {
  records: number;
  over: Promise<void>;
  end(): void;
}

/**
 * Keeps fetches apart that bring a record or two each: what comes within a few milliseconds is fetched and written together, for a fraction of what a
 * fetch, a transaction and a notification for each of them would cost everybody. What comes after a rest is not held up.
 */
export class FetchPace {
  #turn: Turn | undefined;

  /** To be told of each batch that a fetch has brought; resolves when the next fetch may follow. */
  taken(records: number): Promise<void> {
    const turn = (this.#turn ??= this.#begin());
    turn.records += records;
    if (turn.records >= ENOUGH) turn.end();
    return turn.over;
  }

  #begin(): Turn {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => {
      clearTimeout(timer);
      this.#turn = undefined;
      resolve();
    };
    const timer = setTimeout(end, PACE_MS);
    return { records: 0, over: promise, end };
  }
}
