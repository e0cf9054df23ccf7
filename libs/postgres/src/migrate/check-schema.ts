import { SkeinError } from '@skein/contracts';
import type { Queryable } from '../database/queryable.ts';
import { sqlStateOf } from '../database/database-problem.ts';
import { migrationNames, type MigrationClass } from './sql-migration.ts';

/** The names of the migrations that the schema has had, oldest first; none when it does not exist. */
export async function recordedMigrations(on: Queryable, schema: string): Promise<string[]> {
  try {
    return (await on.query<{ name: string }>(`select name from ${schema}.migrations order by id`)).map(({ name }) => name);
  } catch (error) {
    if (['42P01', '3F000'].includes(sqlStateOf(error) ?? '')) return [];
    throw error;
  }
}

/** Throws `store.schema-newer` when the schema has had a migration that is not among `known`. */
export function refuseNewer(schema: string, recorded: readonly string[], known: readonly string[]): void {
  const unknown = recorded.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new SkeinError(
    'store.schema-newer',
    `The store is newer than this program: schema ${schema} has had ${unknown.join(', ')}, and the newest that this program knows is ` +
      `${known.at(-1) ?? 'none'}. An upgraded instance has migrated it. Run the newer version, or restore the backup made before the migration.`,
    { schema, unknown, newestKnown: known.at(-1) ?? null },
  );
}

/** Throws unless the schema has had exactly these migrations: `store.schema-newer`, or `service.not-ready` when some are missing. */
export async function checkSchema(on: Queryable, schema: string, migrations: readonly MigrationClass[]): Promise<void> {
  const [recorded, known] = [await recordedMigrations(on, schema), migrationNames(migrations)];
  refuseNewer(schema, recorded, known);
  const missing = known.filter((name) => !recorded.includes(name));
  if (missing.length === 0) return;
  throw new SkeinError(
    'service.not-ready',
    `The schema ${schema} lacks ${missing.join(', ')}. The database has not been migrated for this version. Run the migrations, then start again.`,
    { schema, missing },
  );
}
