import type { EntityManager, QueryRunner } from 'typeorm';
import type pg from 'pg';
import { databaseProblem } from './database-problem.ts';
import type { Queryable } from './queryable.ts';
import { runOn } from './run-on.ts';

/** One open transaction on one connection; gone when the function that got it returns. */
export class Transaction implements Queryable {
  readonly #client: pg.PoolClient;
  readonly #runner: QueryRunner;

  constructor(client: pg.PoolClient, runner: QueryRunner) {
    this.#client = client;
    this.#runner = runner;
  }

  /** TypeORM on this transaction. */
  get manager(): EntityManager {
    return this.#runner.manager;
  }

  async query<Row extends object = Record<string, unknown>>(text: string, params?: readonly unknown[], name?: string): Promise<Row[]> {
    return (await runOn<Row>(this.#client, text, params, name)).rows;
  }

  async execute(text: string, params?: readonly unknown[], name?: string): Promise<number> {
    return (await runOn(this.#client, text, params, name)).rowCount ?? 0;
  }
}

/** Runs `work` between `begin` (one simple query, which may set more) and commit; rolls back when it throws. */
export async function inTransaction<T>(runner: QueryRunner, begin: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let broken: Error | undefined;
  try {
    const client: pg.PoolClient = await runner.connect();
    try {
      await client.query(begin);
      // TypeORM would begin and commit on its own inside of ours if it did not know.
      Object.assign(runner, { isTransactionActive: true });
      const result = await work(new Transaction(client, runner));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failed: Error) => (broken = failed));
      throw error;
    }
  } catch (error) {
    throw databaseProblem(error);
  } finally {
    Object.assign(runner, { isTransactionActive: false });
    // A connection that cannot even roll back must not go back into the pool.
    await (runner as unknown as PostgresRunner).releasePostgresConnection(broken);
  }
}

/** What TypeORM calls when a connection breaks; its public `release` cannot say so. */
interface PostgresRunner {
  releasePostgresConnection(error?: Error): Promise<void>;
}
