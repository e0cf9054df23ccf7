import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseProblem } from '../database/database-problem.ts';
import type { Queryable } from '../database/queryable.ts';
import { connectListening, type ListeningClient } from './listening-client.ts';

export interface ListenOptions {
  onNotify(payload: string): void;
  /** The connection was away and is back: notifications may have been missed, so read again what you wait for. */
  onReconnect(): void;
  /** Told of each lost connection and failed attempt. */
  onTrouble?(error: unknown): void;
}

export interface Listener {
  stop(): Promise<void>;
}

/** Wakes those who listen on `channel`, once the transaction commits. Postgres takes at most 8,000 bytes of payload. */
export async function notify(on: Queryable, channel: string, payload = ''): Promise<void> {
  await on.query('select pg_notify($1, $2)', [channel, payload]);
}

interface Hearer extends ListenOptions {
  channel: string;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * All that a process listens to in one database, on one connection: Postgres wakes every connection that listens to anything for every
 * notification that commits. It is opened for the first who listens, comes back by itself, 0.1 s to 5 s apart, and ends with the last.
 */
export class Listening {
  readonly #hearers = new Set<Hearer>();
  #client: Promise<ListeningClient> | undefined;
  #reconnecting: AbortController | undefined;

  constructor(private readonly connection: pg.ClientConfig) {}

  /** Resolves when the database tells of what is notified from now on; rejects when it cannot be reached. */
  async listen(channel: string, options: ListenOptions): Promise<Listener> {
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(channel)) throw new RangeError(`not the name of a channel: ${channel}`);
    const hearer: Hearer = {
      channel,
      onNotify: (payload) => options.onNotify(payload),
      onReconnect: () => options.onReconnect(),
      onTrouble: (error) => options.onTrouble?.(error),
    };
    this.#hearers.add(hearer);
    try {
      await (await this.#connected()).listen([channel]);
    } catch (error) {
      await this.#remove(hearer);
      throw databaseProblem(error);
    }
    return { stop: () => this.#remove(hearer) };
  }

  /** Nobody is told of anything any more. */
  async stop(): Promise<void> {
    this.#hearers.clear();
    await this.#end();
  }

  async #remove(hearer: Hearer): Promise<void> {
    this.#hearers.delete(hearer);
    if (this.#hearers.size === 0) await this.#end();
  }

  async #end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#reconnecting?.abort();
    await client?.then(
      (open) => open.end(),
      () => undefined, // it was never open
    );
  }

  #connected(): Promise<ListeningClient> {
    return (this.#client ??= this.#connect());
  }

  #connect(): Promise<ListeningClient> {
    const client = connectListening(this.connection, {
      onNotify: (channel, payload) => {
        for (const hearer of this.#hearers) if (hearer.channel === channel) hearer.onNotify(payload);
      },
      lost: (error) => {
        if (this.#client !== client) return;
        this.#client = undefined;
        this.#tell(error);
        if (!this.#reconnecting) void this.#reconnect();
      },
    });
    client.catch(() => {
      if (this.#client === client) this.#client = undefined; // whoever listens next tries again
    });
    return client;
  }

  async #reconnect(): Promise<void> {
    const ended = (this.#reconnecting = new AbortController());
    for (let wait = FIRST_PAUSE_MS; !ended.signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      await pause(wait, undefined, { signal: ended.signal }).catch(() => undefined); // nobody listens any more
      if (ended.signal.aborted || (await this.#listenAgain())) break;
    }
    if (this.#reconnecting === ended) this.#reconnecting = undefined;
  }

  async #listenAgain(): Promise<boolean> {
    try {
      await (await this.#connected()).listen([...new Set([...this.#hearers].map(({ channel }) => channel))]);
      for (const hearer of this.#hearers) hearer.onReconnect();
      return true;
    } catch (error) {
      this.#tell(error);
      return false;
    }
  }

  #tell(error: unknown): void {
    for (const hearer of this.#hearers) hearer.onTrouble?.(databaseProblem(error));
  }
}
