import { identityMigrations, migrate as migrateSchema, openDatabase, registerApiKey } from '@skein/postgres';
import type { Context } from '../command/context.ts';
import { examples, type Register } from '../command/register.ts';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import { services } from '../up/prepare-identity.ts';
import { prepareTopics } from '../up/prepare-topics.ts';
import { logSettings } from '../up/up-options.ts';

export const migrate: Register = (program, run) => {
  program
    .command('migrate')
    .description('prepare a deployment: topics, the schema of API keys, and the key of its services; changes nothing the second time')
    .addHelpText('after', examples('KAFKA_BROKERS=… DATABASE_URL=… SKEIN_API_KEY=… skein migrate'))
    .action(run(prepare));
};

async function prepare({ terminal, env }: Context): Promise<void> {
  const brokers = wanted(env, 'KAFKA_BROKERS', 'host:port of the brokers').split(',');
  const url = wanted(env, 'DATABASE_URL', 'the Postgres connection URL');
  const key = wanted(env, 'SKEIN_API_KEY', 'the key that services use among each other');
  const { topicPrefix: prefix, partitions } = logSettings(env);
  terminal.say('topics');
  for (const warning of await prepareTopics({ brokers, prefix, partitions })) terminal.say(warning);
  terminal.say('keys');
  await migrateSchema({ url, ...identityMigrations });
  const database = await openDatabase({ url, schema: 'identity', applicationName: 'skein', poolSize: 1 });
  try {
    await registerApiKey(database, key, { ...services, scopes: [...services.scopes], name: 'services' });
  } finally {
    await database.close();
  }
  terminal.result({ topics: 'ready', identity: 'ready', partitions }, 'ready');
}

function wanted(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (value) return value;
  throw new CliError(`${name} is not set`, {
    code: 'config.invalid',
    why: `it must hold ${what}.`,
    todo: 'set it and run the command again.',
    exit: exitCode.setUp,
  });
}
