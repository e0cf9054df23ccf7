import pg from 'pg';

export interface WatchedConfig extends pg.ClientConfig {
  /** How long a statement may go without its answer, in ms, until the connection is given up. */
  answerTimeoutMs: number;
}

/**
 * A connection whose statements fail when Postgres is frozen or cannot be reached, with one clock for all of them. With that of `query_timeout`, one
 * for each statement, parameters outlive collections of the young (docs/decisions/0028).
 */
export class WatchedClient extends pg.Client {
  #isBusy = false;
  #clock: NodeJS.Timeout | undefined;

  constructor({ answerTimeoutMs, ...config }: WatchedConfig) {
    super(config);
    const query = this.query.bind(this) as (...asked: unknown[]) => unknown;
    this.query = ((...asked: unknown[]) => {
      this.#isBusy = true;
      this.#clock ??= setTimeout(() => this.#giveUp(), answerTimeoutMs).unref();
      this.#clock.refresh();
      return query(...asked);
    }) as typeof this.query;
    this.on('drain', () => (this.#isBusy = false));
    this.on('end', () => clearTimeout(this.#clock));
  }

  /** Ending it fails what is under way. */
  #giveUp(): void {
    if (this.#isBusy) void this.end();
  }
}
