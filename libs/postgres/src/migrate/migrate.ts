import pg from 'pg';
import { DataSource } from 'typeorm';
import { ensureRoles, ensureSchema } from '../access/ensure-roles.ts';
import { databaseProblem } from '../database/database-problem.ts';
import { quietLogger } from '../database/quiet-logger.ts';
import { runOn } from '../database/run-on.ts';
import { recordedMigrations, refuseNewer } from './check-schema.ts';
import { migrationNames, type MigrationClass } from './sql-migration.ts';

export interface SchemaMigrations {
  schema: string;
  /** Gets all rights on the rows of the schema's tables. */
  role?: string;
  migrations: readonly MigrationClass[];
}

// Any number that nothing else of ours locks.
const MIGRATION_LOCK = 7_353_461_001;

/**
 * Brings one schema to what `migrations` say, from wherever it stands (nothing at all included), and answers the names of those that ran.
 * Programs that do it at the same time wait for each other. `url` is that of a user who may create schemas and roles; services connect with less.
 * Rejects with `store.schema-newer` before it changes anything.
 */
export async function migrate({ url, ...schema }: SchemaMigrations & { url: string }): Promise<string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'skein-migrate',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // A connection that breaks fails the statement that waits on it; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await migrateUnderLock(client, url, schema);
  } catch (error) {
    throw databaseProblem(error);
  } finally {
    await client.end();
  }
}

async function migrateUnderLock(client: pg.Client, url: string, { schema, role, migrations }: SchemaMigrations): Promise<string[]> {
  const on = {
    query: async <Row extends object>(text: string) => (await runOn<Row>(client as never, text)).rows,
    execute: async (text: string) => (await runOn(client as never, text)).rowCount ?? 0,
  };
  const [recorded, known] = [await recordedMigrations(on, schema), migrationNames(migrations)];
  refuseNewer(schema, recorded, known);
  await client.query(ensureRoles);
  await client.query(ensureSchema(schema, role));
  const ran = await runMigrations(url, schema, migrations);
  if (role) await client.query(`revoke insert, update, delete on ${schema}.migrations from ${role}`);
  return ran;
}

async function runMigrations(url: string, schema: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    driver: pg,
    logger: quietLogger,
    url,
    schema,
    applicationName: 'skein-migrate',
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    poolSize: 2,
    poolErrorHandler: () => undefined,
  });
  await dataSource.initialize();
  try {
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
