import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseProblem, sqlStateOf } from '../database/database-problem.ts';

export interface HoldOptions {
  /** How long to wait for whoever holds it, in ms: a process that was killed lets go at once, one that ends in order a little later. */
  waitMs: number;
  /** Somebody else took it while the connection was away: what it protects is not ours any more. */
  onTaken(): void;
}

/** A name that one process at a time holds, for as long as its connection lives. */
export interface HeldLock {
  release(): Promise<void>;
}

const LOCK_NOT_AVAILABLE = '55P03';

/** Takes the advisory lock of a name on a connection of its own; `undefined`: another process holds it. A lost connection is made again. */
export async function holdLock(connection: pg.ClientConfig, name: string, options: HoldOptions): Promise<HeldLock | undefined> {
  const stopped = new AbortController();
  let client = await takeLock(connection, name, options.waitMs, lost);
  if (!client) return undefined;

  function lost(): void {
    if (!stopped.signal.aborted) void takeAgain();
  }

  async function takeAgain(): Promise<void> {
    for (let wait = 100; !stopped.signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      await pause(wait, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      try {
        client = await takeLock(connection, name, options.waitMs, lost);
      } catch {
        continue; // the database is away: whoever holds the lock cannot do anything either
      }
      if (!client) options.onTaken();
      else if (stopped.signal.aborted) await client.end();
      return;
    }
  }

  return {
    async release() {
      stopped.abort();
      await client?.end();
    },
  };
}

async function takeLock(connection: pg.ClientConfig, name: string, waitMs: number, lost: () => void): Promise<pg.Client | undefined> {
  const client = new pg.Client({ ...connection, lock_timeout: waitMs });
  // What breaks before the lock is taken fails the statement that waits; afterwards the end is told.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`select pg_advisory_lock(('x' || md5($1))::bit(64)::bigint)`, [name]);
  } catch (error) {
    await client.end().catch(() => undefined);
    if (sqlStateOf(error) === LOCK_NOT_AVAILABLE) return undefined;
    throw databaseProblem(error);
  }
  client.once('end', lost);
  return client;
}
