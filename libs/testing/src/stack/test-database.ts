import { DatabaseServer } from '@skein/local';
import { databasePrefix, testEnvironment } from './test-environment.ts';

/** What a fresh database begins with. */
export interface DatabaseTemplate {
  /** Two templates of one name are the same: the first to come is made, once per run. */
  name: string;
  /** Fills an empty database, and closes its connections before it resolves. */
  migrate(databaseUrl: string): Promise<void>;
}

/** A database of a spec file's own. */
export interface TestDatabase {
  url: string;
  /** Drops it with the connections to it. What is not dropped goes at the end of the run. */
  drop(): Promise<void>;
}

/**
 * Makes an empty database, or a copy of a template, which takes some hundredths of a second.
 *
 * @param name - unique within the run, for example the name of the spec file
 */
export async function createDatabase(name: string, template?: DatabaseTemplate): Promise<TestDatabase> {
  const { databaseUrl, run } = testEnvironment();
  const server = new DatabaseServer(databaseUrl);
  const database = `${databasePrefix(run)}${name}`;
  const source = template && (await madeOnce(server, `${databasePrefix(run)}template_${template.name}`, template));
  if (!(await server.create(database, source))) throw new Error(`A test database named "${name}" has been made before in this run.`);
  return { url: server.urlOf(database), drop: () => server.drop(database) };
}

/** Under another name until it is complete: a migration that failed half-way is never copied. */
function madeOnce(server: DatabaseServer, name: string, template: DatabaseTemplate): Promise<string> {
  return server.underLock(name, async () => {
    if ((await server.names(name)).includes(name)) return name;
    const draft = `${name}_draft`;
    await server.drop(draft);
    await server.create(draft);
    await template.migrate(server.urlOf(draft));
    await server.rename(draft, name);
    return name;
  });
}
