import pg from 'pg';

const duplicateDatabase = '42P04';

/** Makes and drops whole databases on a server. Each call uses a connection of its own and leaves none open. */
export class DatabaseServer {
  readonly #adminUrl: string;

  /** @param adminUrl - connection URL of any database of the server, with a role that may create databases */
  constructor(adminUrl: string) {
    this.#adminUrl = adminUrl;
  }

  /** Connection URL of a database of this server, existing or not. */
  urlOf(name: string): string {
    const url = new URL(this.#adminUrl);
    url.pathname = `/${encodeURIComponent(name)}`;
    return url.href;
  }

  /** Makes a database, as a copy of `template` when given (nobody may be connected to that). Answers false when it was there already. */
  async create(name: string, template?: string): Promise<boolean> {
    const copy = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
    return this.#query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${copy}`).then(
      () => true,
      (error: pg.DatabaseError) => {
        if (error.code === duplicateDatabase) return false;
        throw error;
      },
    );
  }

  /** Drops a database, and the connections to it; one that is not there is no error. */
  async drop(name: string): Promise<void> {
    await this.#query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#query(`ALTER DATABASE ${pg.escapeIdentifier(from)} RENAME TO ${pg.escapeIdentifier(to)}`);
  }

  /** Names of the databases that begin with a prefix, in order. */
  async names(prefix: string): Promise<string[]> {
    const rows = await this.#query('SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname', [prefix]);
    return rows.map(({ datname }) => datname as string);
  }

  /** Runs `work` while this process alone, of all that use the same server, holds the lock of that name. */
  async underLock<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#connected(async (client) => {
      await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
      return work();
    });
  }

  #query(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
    return this.#connected(async (client) => (await client.query<Record<string, unknown>>(sql, parameters)).rows);
  }

  async #connected<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.#adminUrl });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end(); // releases the lock as well
    }
  }
}
