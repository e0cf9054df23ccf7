import { Tenant } from '@skein/contracts';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';
import type { DataSource } from 'typeorm';
import { READER_ROLE } from '../access/roles.ts';
import { Listening, type ListenOptions, type Listener } from '../listen/listener.ts';
import { holdLock, type HeldLock, type HoldOptions } from '../locks/held-lock.ts';
import { databaseProblem } from './database-problem.ts';
import type { Queryable } from './queryable.ts';
import { withLiterals, type Literal } from './literals.ts';
import { runOn } from './run-on.ts';
import { inTransaction, type Transaction } from './transaction.ts';

/** A pool of connections to one database, in the name of one role. Made by `openDatabase`. */
export class Database implements Queryable {
  /** For repositories and `@nestjs/typeorm`; shares the pool. */
  readonly dataSource: DataSource;
  readonly #pool: pg.Pool;
  readonly #connection: pg.ClientConfig;
  readonly #listening: Listening;
  readonly #locks = new Set<HeldLock>();

  constructor(dataSource: DataSource, pool: pg.Pool, connection: pg.ClientConfig) {
    this.dataSource = dataSource;
    this.#pool = pool;
    this.#connection = connection;
    this.#listening = new Listening(connection);
  }

  async query<Row extends object = Record<string, unknown>>(text: string, params?: readonly unknown[], name?: string): Promise<Row[]> {
    return (await runOn<Row>(this.#pool, text, params, name)).rows;
  }

  async execute(text: string, params?: readonly unknown[], name?: string): Promise<number> {
    return (await runOn(this.#pool, text, params, name)).rowCount ?? 0;
  }

  /**
   * Sends rows to a `COPY … FROM STDIN` as they come, on a connection of the pool; answers how many there were. All or none of them are there
   * afterwards: none when `rows` fails.
   */
  async copyIn(statement: string, rows: Readable): Promise<number> {
    const connection = await this.#pool.connect();
    try {
      const copy = connection.query(from(statement));
      await pipeline(rows, copy);
      return copy.rowCount;
    } catch (error) {
      throw databaseProblem(error);
    } finally {
      connection.release();
    }
  }

  /**
   * Runs `work` in a transaction as the service's own role, which sees the rows of all tenants in the service's own tables.
   * Rolls back when it rejects. When the connection breaks during the commit, the error does not tell whether it has happened.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.dataSource.createQueryRunner(), 'begin', work);
  }

  /**
   * Runs reads for a caller: a read-only transaction as the reader role, in which every table that holds tenants' data shows the rows of
   * this one tenant and no others. Everything that a caller gets to see is to be read like this. All reads see the same snapshot.
   */
  withTenant<T>(of: string | { tenant: string }, work: (tx: Transaction) => Promise<T>): Promise<T> {
    // Parsed, so that it can stand in the text: begin, role and tenant then cost one round trip together.
    return inTransaction(this.dataSource.createQueryRunner(), `begin ${asReader(of)}`, work);
  }

  /**
   * One read for a caller, with the rights of {@link withTenant}, in one round trip where that takes three: for what every search reads. Values stand in
   * the text as literals, since Postgres takes several statements at once only without parameters.
   *
   * @param text one statement with `$1`, `$2` … outside of quotes
   */
  async readWithTenant<Row extends object>(of: string | { tenant: string }, text: string, values: readonly Literal[]): Promise<Row[]> {
    // Several statements in one message are one transaction, which Postgres ends by itself, also after an error.
    const results = await runOn<Row>(this.#pool, `set transaction ${asReader(of)}; ${withLiterals(text, values)}`);
    return [results].flat().at(-1)!.rows;
  }

  /** Calls back for each notification on `channel`, on a connection that all who listen share and that comes back by itself; until it is stopped, or `close`. */
  listen(channel: string, options: ListenOptions): Promise<Listener> {
    return this.#listening.listen(channel, options);
  }

  /**
   * Holds a name that one process of all that use this database can hold, until it is released, the process ends, or `close`.
   * `undefined`: another process holds it.
   */
  async holdLock(name: string, options: HoldOptions): Promise<HeldLock | undefined> {
    const lock = await holdLock(this.#connection, name, options);
    if (lock) this.#locks.add(lock);
    return lock;
  }

  /** Stops listeners, lets go of locks, waits for what is running, then closes all connections. */
  async close(): Promise<void> {
    await Promise.all([this.#listening.stop(), ...[...this.#locks].map((lock) => lock.release())]);
    await this.dataSource.destroy();
  }
}

function asReader(of: string | { tenant: string }): string {
  const tenant = Tenant.parse(typeof of === 'string' ? of : of.tenant);
  return `isolation level repeatable read read only; set local role ${READER_ROLE}; set local skein.tenant = '${tenant}'`;
}
