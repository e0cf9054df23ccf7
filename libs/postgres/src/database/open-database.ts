import pg from 'pg';
import 'reflect-metadata';
import { DataSource, type DataSourceOptions, type EntitySchema } from 'typeorm';
import type { OPERATOR_ROLE, ServiceRole } from '../access/roles.ts';
import { checkSchema } from '../migrate/check-schema.ts';
import type { MigrationClass } from '../migrate/sql-migration.ts';
import { databaseProblem } from './database-problem.ts';
import { Database } from './database.ts';
import { quietLogger } from './quiet-logger.ts';
import { valueTypes } from './value-types.ts';
import { WatchedClient } from './watched-client.ts';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** The app's own schema; names without a schema are looked up there. */
  schema: string;
  /** Whose rights the connections have, whoever the user of the URL is: superusers would walk past row-level security. Absent: that user's. */
  role?: ServiceRole | typeof OPERATOR_ROLE;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** What the schema must have been migrated to: nothing less, nothing more. Absent: not checked. */
  migrations?: readonly MigrationClass[];
  entities?: readonly (new () => object | EntitySchema)[];
  /** Connections at most. Default 10. */
  poolSize?: number;
  /** How long to wait for a connection, in ms. Default 5,000. */
  connectTimeoutMs?: number;
  /** How long a statement waits for a lock, in ms. Default 2,000: a frozen instance must not hold up others. */
  lockTimeoutMs?: number;
  /** When Postgres ends a transaction in which nothing happens, in ms. Default 5,000, for the same reason. */
  idleInTransactionTimeoutMs?: number;
  /** When Postgres ends a statement, in ms. Default 30,000; 0: never. */
  statementTimeoutMs?: number;
}

/**
 * Connects. Rejects with `service.unavailable` when Postgres does not answer, `store.schema-newer` when the schema was migrated by a newer program,
 * and `service.not-ready` when it has not been migrated to what this program needs.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const connection = connectionOf(options);
  const dataSource = new DataSource({
    type: 'postgres',
    driver: pg,
    logger: quietLogger,
    url: options.url,
    schema: options.schema,
    entities: [...(options.entities ?? [])] as NonNullable<DataSourceOptions['entities']>,
    poolSize: options.poolSize ?? 10,
    // An idle connection that breaks is replaced by the pool; a busy one fails its statement.
    poolErrorHandler: () => undefined,
    extra: poolOf(connection),
  });
  try {
    await dataSource.initialize();
  } catch (error) {
    throw databaseProblem(error);
  }
  const pool = Reflect.get(dataSource.driver, 'master') as pg.Pool;
  const database = new Database(dataSource, pool, connection);
  try {
    if (options.migrations) await checkSchema(database, options.schema, options.migrations);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

function connectionOf(options: DatabaseOptions): pg.PoolConfig {
  const { role, schema, statementTimeoutMs = 30_000 } = options;
  return {
    connectionString: options.url,
    application_name: options.applicationName,
    // Start-up parameters: they cost no round trip.
    options: [...(role ? [`-c role=${role}`] : []), `-c search_path=${schema}`].join(' '),
    types: valueTypes,
    keepAlive: true,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    lock_timeout: options.lockTimeoutMs ?? 2_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 5_000,
    // Postgres may be frozen itself: our own clock ends the wait a little later.
    ...(statementTimeoutMs > 0 ? { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + 5_000 } : {}),
  };
}

function poolOf({ query_timeout: answerTimeoutMs, ...connection }: pg.ClientConfig) {
  return answerTimeoutMs === undefined ? connection : { ...connection, answerTimeoutMs, Client: WatchedClient };
}
