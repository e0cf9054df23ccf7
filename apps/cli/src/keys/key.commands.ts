import { Scope } from '@skein/contracts';
import { createApiKey, openDatabase, revokeApiKey, type Database } from '@skein/postgres';
import { runningHere } from '../command/connect.ts';
import type { Context } from '../command/context.ts';
import { examples, type Register, type Runner } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { CliError } from '../failure/cli-error.ts';
import type { Command } from 'commander';

interface CreateOptions {
  tenant: string;
  subject: string;
  roles?: string;
  scopes: string;
  name?: string;
}

export const key: Register = (program, run) => {
  const group = program
    .command('key')
    .description('make and revoke API keys')
    .addHelpText('after', examples('skein key create --subject ann --scopes read,approve', 'skein key revoke 6f1c…'));
  create(group, run);
  revoke(group, run);
};

const create = (group: Command, run: Runner) =>
  group
    .command('create')
    .description('make a key; it is shown this once and never again')
    .requiredOption('--subject <name>', 'who acts with it')
    .option('--tenant <tenant>', 'whose data it opens', 'dev')
    .option('--roles <roles>', 'roles for approvals, separated by commas')
    .option('--scopes <scopes>', `what it may be used for: ${Scope.options.join(', ')}`, 'read,write')
    .option('--name <text>', 'what it is for')
    .addHelpText(
      'after',
      examples(
        'skein key create --subject ann --roles approver --scopes read,approve',
        'skein key create --subject ops --scopes read,write,admin   # may say what is indexed, too',
        'skein key create --subject ci --json',
      ),
    )
    .action(
      run<CreateOptions>(async (context, { tenant, subject, roles, scopes, name }) => {
        const asked = {
          tenant,
          subject,
          roles: listOf(roles),
          scopes: listOf(scopes).map(scopeOf),
          ...(name === undefined ? {} : { name }),
        };
        const made = await withIdentity(context, (database) => createApiKey(database, asked));
        context.terminal.result(made, `${made.key}\n(id ${made.id}, for "skein key revoke")`);
      }),
    );

const revoke = (group: Command, run: Runner) =>
  group
    .command('revoke')
    .description('end a key; services notice within seconds')
    .argument('<id>', 'its id, as told when it was made')
    .addHelpText('after', examples('skein key revoke 6f1c…'))
    .action(
      run(async (context, _, id) => {
        const revoked = /^[0-9a-f-]{36}$/i.test(id) && (await withIdentity(context, (database) => revokeApiKey(database, id)));
        if (!revoked) throw unknownKey(id);
        context.terminal.result({ revoked: id }, 'revoked');
      }),
    );

async function withIdentity<T>({ home, env }: Context, work: (database: Database) => Promise<T>): Promise<T> {
  const url = env.DATABASE_URL || (await runningHere(home)).databaseUrl;
  const database = await openDatabase({ url, schema: 'identity', applicationName: 'skein', poolSize: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const listOf = (text = ''): string[] => text.split(',').filter(Boolean);

function scopeOf(text: string): Scope {
  const scope = Scope.safeParse(text);
  if (scope.success) return scope.data;
  throw wrongValue(`"${text}" is no scope`, `there are ${Scope.options.join(', ')}.`, 'give some of these after --scopes.');
}

const unknownKey = (id: string) =>
  new CliError(`there is no key ${id} that still counts`, {
    code: 'identity.key-unknown',
    why: 'it was never made in this deployment, or has been revoked before.',
    todo: 'take the id that "skein key create" has shown.',
  });
