import { resetStack, runningStack } from '@skein/local';
import { rm } from 'node:fs/promises';
import { agreed } from '../command/agreed.ts';
import { examples, type Register } from '../command/register.ts';
import { stopRunning } from '../down/down.command.ts';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import { homeFiles } from '../home/home-files.ts';
import { endLeftApps } from '../up/end-left-apps.ts';

interface Options {
  yes?: boolean;
  force?: boolean;
}

export const reset: Register = (program, run) =>
  program
    .command('reset')
    .description('remove all data, keys and logs of the deployment')
    .option('--yes', 'do not ask')
    .option('--force', 'stop it first when it runs')
    .addHelpText('after', examples('skein reset', 'skein reset --yes --force'))
    .action(
      run<Options>(async (context, { yes, force }) => {
        const { home, terminal } = context;
        const running = await runningStack(home);
        if (running && !force) throw stillRunning(home, running.pid);
        const question = `Remove all workflows, threads, keys and logs in ${home}? This cannot be undone.`;
        if (!yes && !(await agreed(context, question))) throw notAgreed(home);
        if (running) await stopRunning(context);
        const say = (line: string) => terminal.say(line);
        await endLeftApps(home, say);
        await resetStack(home, say);
        const { run: runFile, ports, secret, developmentKey, servicesKey, logs, index } = homeFiles(home);
        await Promise.all(
          [runFile, ports, secret, developmentKey, servicesKey, logs, index].map((path) => rm(path, { recursive: true, force: true })),
        );
        terminal.result({ removed: home }, `removed all data in ${home}`);
      }),
    );

const stillRunning = (home: string, pid: number) =>
  new CliError('it is running', {
    code: 'reset.running',
    why: `process ${pid} runs a deployment in ${home}.`,
    todo: 'stop it by "skein down", or give --force.',
    exit: exitCode.problem,
  });

const notAgreed = (home: string) =>
  new CliError('nothing was removed', {
    code: 'reset.not-agreed',
    why: `all data in ${home} would be lost, and nobody has said yes.`,
    todo: 'give --yes when that is what you want.',
    exit: exitCode.problem,
  });
