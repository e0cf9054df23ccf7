import { createApp, type RunningApp } from '@skein/platform';
import { createApiKey, identityMigrations, migrate, openDatabase, type Database, type NewApiKey } from '@skein/postgres';
import { createDatabase } from '../stack/test-database.ts';
import { testStack } from '../stack/test-stack.ts';
import { topicPrefix } from '../stack/topic-prefix.ts';

export const TEST_SECRET = 'a secret that is used in tests only, and nowhere else';

type AppClass = Parameters<typeof createApp>[0];

/** Apps in this process, on the real broker and a database of their own. */
export interface RunningSystem {
  database: Database;
  env: Record<string, string>;
  prefix: string;
  /** An API key of tenant `acme` for subject `ann` with all scopes, unless said otherwise. */
  key(of?: Partial<NewApiKey>): Promise<string>;
  /** Starts an app; its URL is in the environment of those started later as `<NAME>_URL`. */
  start(name: string, module: AppClass, env?: Record<string, string>): Promise<RunningApp>;
  /** Log lines of all apps, for a look when a test fails. */
  log: string[];
  stop(): Promise<void>;
}

// The gateway wants an address of every service; nobody listens on this one.
const notStarted = Object.fromEntries(
  ['COMMAND_SERVICE', 'EVENT_STORE', 'AGENT_REGISTRY', 'RAG_INDEXER', 'MEMORY'].map((name) => [`${name}_URL`, 'http://127.0.0.1:9']),
);

/** @param fileUrl - `import.meta.url` of the spec file */
export async function runSystem(fileUrl: string, { partitions = 4 } = {}): Promise<RunningSystem> {
  const prefix = topicPrefix(fileUrl);
  const place = await createDatabase(prefix.replaceAll('-', '_').slice(0, -1));
  await migrate({ url: place.url, ...identityMigrations });
  const database = await openDatabase({ url: place.url, schema: 'identity', applicationName: 'test' });
  const apps: RunningApp[] = [];
  const log: string[] = [];
  const key: RunningSystem['key'] = async (of = {}) => {
    const ann: NewApiKey = { tenant: 'acme', subject: 'ann', roles: ['approver'], scopes: ['read', 'write', 'approve', 'admin'] };
    return (await createApiKey(database, { ...ann, ...of })).key;
  };
  const env: Record<string, string> = {
    KAFKA_BROKERS: testStack().brokers.join(','),
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
    async stop() {
      for (const app of apps.reverse()) await app.stop();
      await database.close();
      await place.drop();
    },
  };
}
