import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseProblem } from '../database/database-problem.ts';
import type { Queryable } from '../database/queryable.ts';

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

// Also finds a connection that died without a word.
const PING_EVERY_MS = 20_000;

/** Resolves when the first connection listens, rejects when that fails; afterwards it reconnects by itself, 0.1 s to 5 s apart. */
export async function listenOn(connection: pg.ClientConfig, channel: string, options: ListenOptions): Promise<Listener> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(channel)) throw new RangeError(`not the name of a channel: ${channel}`);
  const stopped = new AbortController();
  let client = await connectListening(connection, channel, options, lost);

  function lost(error: unknown): void {
    if (stopped.signal.aborted) return;
    options.onTrouble?.(databaseProblem(error));
    void reconnect();
  }

  async function reconnect(): Promise<void> {
    for (let wait = 100; !stopped.signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      await pause(wait, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      try {
        client = await connectListening(connection, channel, options, lost);
        if (stopped.signal.aborted) return await client.end();
        return options.onReconnect();
      } catch (error) {
        options.onTrouble?.(databaseProblem(error));
      }
    }
  }

  return {
    stop: async () => {
      stopped.abort();
      await client.end();
    },
  };
}

interface ListeningClient {
  end(): Promise<void>;
}

/** `lost` is called once at most, and only after this has resolved. */
async function connectListening(
  connection: pg.ClientConfig,
  channel: string,
  { onNotify }: ListenOptions,
  lost: (error: unknown) => void,
): Promise<ListeningClient> {
  const client = new pg.Client(connection);
  let over = false;
  const listening: { ping?: NodeJS.Timeout } = {};
  const end = async () => {
    over = true;
    clearInterval(listening.ping);
    await client.end().catch(() => undefined); // it is broken already
  };
  const fail = (error: unknown) => {
    if (over || !listening.ping) return;
    void end();
    lost(error);
  };
  client.on('error', fail);
  client.on('end', () => fail(new Error('Connection terminated')));
  client.on('notification', ({ payload }) => onNotify(payload ?? ''));
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
  } catch (error) {
    await end();
    throw databaseProblem(error);
  }
  listening.ping = setInterval(() => void client.query('select 1').catch(fail), PING_EVERY_MS);
  return { end };
}
