import { DatabaseServer } from '@skein/local';
import { openDatabase, type Database } from '@skein/postgres';

/** A copy of a whole database as it was at one moment, to which the database can be put back while programs use it. */
export class DatabaseBackup {
  private constructor(
    private readonly server: DatabaseServer,
    private readonly name: string,
  ) {}

  /** Ends all connections to the database for a moment: only so does Postgres copy it as it is. */
  static async of(databaseUrl: string): Promise<DatabaseBackup> {
    const name = new URL(databaseUrl).pathname.slice(1);
    const backup = new DatabaseBackup(new DatabaseServer(elsewhere(databaseUrl)), name);
    await backup.#alone(databaseUrl, () => backup.server.create(backup.#copy, name));
    return backup;
  }

  /** What was written since is gone, as after the restore of a dump. May be called again. */
  async restore(databaseUrl: string): Promise<void> {
    await this.#alone(databaseUrl, async () => {
      await this.server.drop(this.name);
      await this.server.create(this.name, this.#copy);
    });
  }

  drop(): Promise<void> {
    return this.server.drop(this.#copy);
  }

  get #copy(): string {
    return `${this.name}_backup`;
  }

  async #alone(databaseUrl: string, work: () => Promise<unknown>): Promise<void> {
    const admin = await openDatabase({ url: elsewhere(databaseUrl), schema: 'public', applicationName: 'test-backup' });
    try {
      await admin.query(`alter database "${this.name}" allow_connections false`);
      await ended(admin, this.name);
      await work();
      await admin.query(`alter database "${this.name}" allow_connections true`);
    } finally {
      await admin.close();
    }
  }
}

async function ended(admin: Database, name: string): Promise<void> {
  await admin.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [name]);
}

function elsewhere(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.pathname = '/postgres';
  return url.href;
}
