import { runningStack, sendSignal, untilEnded, identify } from '@skein/local';
import { examples, type Register } from '../command/register.ts';
import { CliError } from '../failure/cli-error.ts';
import type { Context } from '../command/context.ts';

const STOP_WITHIN_MS = 60_000;

export const down: Register = (program, run) =>
  program
    .command('down')
    .description('stop everything that "skein up" has started')
    .addHelpText('after', examples('skein down', 'SKEIN_HOME=/tmp/other skein down'))
    .action(
      run(async (context) => {
        const stopped = await stopRunning(context);
        context.terminal.result({ stopped }, stopped ? 'stopped' : `nothing runs in ${context.home}`);
      }),
    );

/** Asks the supervisor of the home to stop and waits until it has. False when there is none. */
export async function stopRunning({ home, terminal }: Context): Promise<boolean> {
  const running = await runningStack(home);
  const supervisor = running && identify(running.pid);
  if (!supervisor) return false;
  terminal.progress(`stopping process ${supervisor.pid} and all that it runs`);
  sendSignal(supervisor.pid, 'SIGTERM');
  if (await untilEnded(supervisor, STOP_WITHIN_MS)) return true;
  throw new CliError('it has not stopped', {
    code: 'down.timed-out',
    why: `process ${supervisor.pid} still runs ${STOP_WITHIN_MS / 1000} s after it was asked to end.`,
    todo: `look at its terminal; "kill -9 ${supervisor.pid}" ends it and all that it runs, and loses nothing that was answered.`,
  });
}
