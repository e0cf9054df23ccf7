import { createApp, type RunningApp } from '@skein/platform';
import { createApiKey, identityMigrations, migrate, openDatabase, type Database, type NewApiKey } from '@skein/postgres';
import { DatabaseServer } from '@skein/local';
import { createDatabase, type TestDatabase } from '../stack/test-database.ts';
import { testStack, type TestStack } from '../stack/test-stack.ts';
import { topicPrefix } from '../stack/topic-prefix.ts';
import { ChildApp } from './child-app.ts';

export const TEST_SECRET = 'a secret that is used in tests only, and nowhere else';

type AppClass = Parameters<typeof createApp>[0];

/** Apps in this process, and some as processes of their own, on the real broker and a database of their own. */
export interface RunningSystem {
  database: Database;
  env: Record<string, string>;
  prefix: string;
  /** An API key of tenant `acme` for subject `ann` with all scopes, unless said otherwise. */
  key(of?: Partial<NewApiKey>): Promise<string>;
  /** Starts an app; its URL is in the environment of those started later as `<NAME>_URL`. */
  start(name: string, module: AppClass, env?: Record<string, string>): Promise<RunningApp>;
  /** Starts an app as a process of its own, which can be frozen and killed. */
  spawn(name: string, env?: Record<string, string>): Promise<ChildApp>;
  /** Log lines of all apps, for a look when a test fails. */
  log: string[];
  stop(): Promise<void>;
}

// The gateway wants an address of every service; nobody listens on this one.
const notStarted = Object.fromEntries(
  ['COMMAND_SERVICE', 'EVENT_STORE', 'AGENT_REGISTRY', 'RAG_INDEXER', 'MEMORY'].map((name) => [`${name}_URL`, 'http://127.0.0.1:9']),
);

export interface SystemOptions {
  partitions?: number;
  /** A broker and a database of the file's own, to be killed at will. Default: those of the run. */
  stack?: TestStack;
}

/** @param fileUrl - `import.meta.url` of the spec file */
export async function runSystem(fileUrl: string, { partitions = 4, stack }: SystemOptions = {}): Promise<RunningSystem> {
  const prefix = topicPrefix(fileUrl);
  const name = prefix.replaceAll('-', '_').slice(0, -1);
  const place = stack ? await databaseOn(stack, name) : await createDatabase(name);
  await migrate({ url: place.url, ...identityMigrations });
  const database = await openDatabase({ url: place.url, schema: 'identity', applicationName: 'test' });
  const apps: RunningApp[] = [];
  const children: ChildApp[] = [];
  const log: string[] = [];
  const key: RunningSystem['key'] = async (of = {}) => {
    const ann: NewApiKey = { tenant: 'acme', subject: 'ann', roles: ['approver'], scopes: ['read', 'write', 'approve', 'admin'] };
    return (await createApiKey(database, { ...ann, ...of })).key;
  };
  const env: Record<string, string> = {
    KAFKA_BROKERS: (stack ?? testStack()).brokers.join(','),
    DATABASE_URL: place.url,
    TOPIC_PREFIX: prefix,
    PARTITIONS: String(partitions),
    SKEIN_SECRET: TEST_SECRET,
    SKEIN_API_KEY: await key({ subject: 'services' }),
    PORT: '0',
  };
  return {
    database,
    env,
    prefix,
    key,
    log,
    async start(name, module, more = {}) {
      const app = await createApp(module, {
        env: { ...notStarted, ...env, ...more },
        logTo: { write: (line: string) => void log.push(line) },
      });
      apps.push(app);
      env[`${name.toUpperCase().replaceAll('-', '_')}_URL`] ??= app.url;
      return app;
    },
    async spawn(name, more = {}) {
      const child = await ChildApp.start(name, { ...notStarted, ...env, ...more });
      children.push(child);
      return child;
    },
    async stop() {
      await Promise.all(children.map((child) => child.stop()));
      for (const app of apps.reverse()) await app.stop();
      await database.close();
      await place.drop();
    },
  };
}

async function databaseOn({ databaseUrl }: TestStack, name: string): Promise<TestDatabase> {
  const server = new DatabaseServer(databaseUrl);
  await server.create(name);
  return { url: server.urlOf(name), drop: () => server.drop(name) };
}
