import type { Logger } from 'typeorm';

const nothing = () => undefined;

/** TypeORM would print to the console; what goes wrong is an error that the caller gets. */
export const quietLogger: Logger = {
  log: nothing,
  logMigration: nothing,
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
};
