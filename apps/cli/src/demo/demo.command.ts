import { SkeinClient } from '@skein/client';
import { basename, resolve } from 'node:path';
import type { Context } from '../command/context.ts';
import { examples, type Register } from '../command/register.ts';
import { exitCode } from '../failure/exit-code.ts';
import { root } from '../place.ts';
import type { FirstWork } from '../up/up.command.ts';
import { askPerson } from './ask-person.ts';
import { checkTarget, killTarget } from './kill-target.ts';
import { runSurvey } from './survey.ts';
import { countTurns } from './thread-turns.ts';

interface SurveyCommandOptions {
  yes?: boolean;
  kill?: string;
  report?: string;
}

export const demo: Register = (program, run) => {
  program
    .command('demo')
    .description('real work to watch')
    .addHelpText('after', examples('skein demo survey', 'skein demo survey --yes --kill event-store'))
    .command('survey')
    .argument('[folder]', 'a git repository, or any folder (default: this project)')
    .description('three agents survey a folder and write a report once a person has approved')
    .option('--yes', 'approve without asking')
    .option('--report <file>', 'where the report is written', 'survey.md')
    .option('--kill <name>', 'SIGKILL a service, kafka, postgres or an agent in the middle, and see that nothing is lost or doubled')
    .addHelpText(
      'after',
      examples('skein demo survey', 'skein demo survey ../other-project --yes', 'skein demo survey --yes --kill event-store'),
    )
    .action(run<SurveyCommandOptions>((context, options, folder) => survey(context, options, folder)));
};

/** Every survey of a folder has the same title: after many of them, this one need not be among the first. */
const SEARCHED = 100;

/** What `npm start` shows. */
export const firstWork: FirstWork = (context, { yes }) => survey(context, { yes });

async function survey(
  { terminal, home, env, interrupted }: Context,
  { yes, kill, report }: SurveyCommandOptions,
  folder: string = root,
): Promise<number> {
  const client = SkeinClient.local(home, { timeoutMs: 60_000 });
  if (kill) await checkTarget(kill, home);
  const {
    workflow,
    thread,
    report: file,
  } = await runSurvey({
    client,
    folder,
    report: resolve(report ?? 'survey.md'),
    env: { ...env, SKEIN_HOME: home },
    askPerson: askPerson(terminal, { yes: Boolean(yes) }),
    ...(kill
      ? {
          inTheMiddle: async (agents) => {
            terminal.say(terminal.mark('red', `          killing ${kill} with SIGKILL`));
            await killTarget(kill, home, agents);
          },
        }
      : {}),
    say: (line) => terminal.say(line),
    signal: interrupted,
  });
  const done = workflow.status === 'completed';
  const turns = await countTurns(client, thread);
  const { hits } = await client.search({ query: `survey of ${basename(resolve(folder))}`, limit: SEARCHED });
  const found = hits.some(({ source }) => source === workflow.id);
  terminal.result(
    {
      workflow: workflow.id,
      status: workflow.status,
      version: workflow.version,
      thread,
      turns,
      found,
      ...(done ? { report: file } : {}),
    },
    [
      '',
      `The workflow is ${workflow.status} after ${workflow.version} events.`,
      ...(done ? [`Report   ${file}`] : []),
      `Thread   ${turns} turns in ${thread}`,
      `Search   "survey of ${basename(resolve(folder))}" ${found ? 'finds' : 'does not find'} it`,
    ].join('\n'),
  );
  return done && found ? exitCode.done : exitCode.problem;
}
