import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What TypeORM runs. Its name ends in 13 digits, which give the order. */
export type MigrationClass = new () => MigrationInterface & { readonly name: string };

/**
 * A migration of SQL statements, run in one transaction. `name`: what it does, followed by 13 digits, for example `CreateTurns2026010100001`.
 * Migrations are never changed once released; there is no way back but a backup.
 */
export function sqlMigration(name: string, up: readonly string[]): MigrationClass {
  if (!/^[A-Za-z]+\d{13}$/.test(name)) throw new RangeError(`a migration is named by words and 13 digits, not "${name}"`);
  return class {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of up) await runner.query(statement);
    }

    async down(): Promise<void> {
      throw new Error(`${name} cannot be taken back: restore the backup made before it`);
    }
  };
}

/** The names of migrations in the order in which they run. */
export function migrationNames(migrations: readonly MigrationClass[]): string[] {
  const names = migrations.map((Migration) => new Migration().name);
  return names.sort((a, b) => Number(a.slice(-13)) - Number(b.slice(-13)));
}
