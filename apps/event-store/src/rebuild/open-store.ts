import { openDatabase, STORE_ROLE, STORE_SCHEMA, storeMigrations, type Database } from '@skein/postgres';
import { databaseUrl } from './rebuild.config.ts';

/** The store as its service sees it, for work that takes minutes. */
export const openStore = (poolSize: number): Promise<Database> =>
  openDatabase({
    url: databaseUrl,
    schema: STORE_SCHEMA,
    role: STORE_ROLE,
    applicationName: 'skein-rebuild',
    migrations: storeMigrations.migrations,
    poolSize,
    statementTimeoutMs: 0,
    idleInTransactionTimeoutMs: 60_000,
  });
