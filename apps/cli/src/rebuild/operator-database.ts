import { openDatabase, OPERATOR_ROLE, STORE_SCHEMA, type Database } from '@skein/postgres';

/** The store in the name of the one role that may empty it, move its cursors and hold its partitions. */
export const openAsOperator = (url: string, applicationName: string): Promise<Database> =>
  openDatabase({
    url,
    schema: STORE_SCHEMA,
    role: OPERATOR_ROLE,
    applicationName,
    poolSize: 2,
    // It waits for the transactions of services that run, which take turns.
    lockTimeoutMs: 30_000,
    idleInTransactionTimeoutMs: 60_000,
    statementTimeoutMs: 0,
  });
