import { setTimeout as after } from 'node:timers/promises';
import { aborted } from '../command/aborted.ts';
import type { Context } from '../command/context.ts';
import { examples, type Register } from '../command/register.ts';
import { exitCode } from '../failure/exit-code.ts';
import { CliError } from '../failure/cli-error.ts';
import { Deployment } from './deployment.ts';
import { replicasOption } from './replicas.ts';
import { logSettings, portOption } from './up-options.ts';
import { welcome } from './welcome.ts';

/** Work that `--demo` does once everything runs; resolves to its exit code. */
export type FirstWork = (context: Context, options: { yes: boolean }) => Promise<number>;

interface UpOptions {
  port?: string;
  replicas?: string;
  demo?: boolean;
  once?: boolean;
  yes?: boolean;
}

/** `firstWork` comes from outside, so that this file knows of no particular demo. */
export const up =
  (firstWork?: FirstWork): Register =>
  (program, run) => {
    const command = program
      .command('up')
      .description('start broker, database and all services, and keep them running until Ctrl-C')
      .option('--port <number>', 'port of the gateway (default: that of the last run, or any free one)')
      .option('--replicas <list>', 'processes of command-service and event-store (default: one of each)')
      .addHelpText(
        'after',
        examples(
          'skein up',
          'skein up --port 8080',
          'skein up --replicas command-service=2,event-store=2',
          'KAFKA_BROKERS=kafka:9092 skein up',
        ),
      );
    if (firstWork) {
      command
        .option('--demo', 'run "skein demo survey" once all is ready')
        .option('--once', 'stop everything when the demo is done, and end with its exit code')
        .option('--yes', 'approve what the demo asks a person for');
    }
    command.action(run<UpOptions>((context, options) => bringUp(context, options, firstWork), { endsItself: true }));
  };

async function bringUp(context: Context, { port, replicas, demo, once, yes }: UpOptions, firstWork?: FirstWork): Promise<number> {
  const { terminal, interrupted, home, env } = context;
  const say = (line: string) => terminal.say(line);
  const step = (what: string) => say(terminal.mark('dim', `starting ${what}`));
  const since = performance.now();
  const asked = { ...logSettings(env), port: portOption(port), replicas: replicasOption(replicas) };
  const starting = Deployment.start({ ...asked, home, env, signal: interrupted, say, step });
  const deployment = await unlessInterrupted(starting, interrupted);
  if (!deployment) return exitCode.interrupted;
  try {
    const { run } = deployment;
    say(terminal.mark('green', `ready after ${((performance.now() - since) / 1000).toFixed(1)} s`));
    const { gateway, services, pids, brokers, topicPrefix, partitions, pid } = run;
    const work = demo || once ? firstWork : undefined;
    terminal.result({ gateway, services, pids, brokers, topicPrefix, partitions, pid, home }, work ? '' : welcome(run, home));
    const code = work ? await Promise.race([work(context, { yes: Boolean(yes || once) }), deployment.failed]) : exitCode.done;
    if (work && once) return code;
    if (work) terminal.say(welcome(run, home));
    await Promise.race([aborted(interrupted), deployment.failed]);
    return code;
  } catch (error) {
    if (interrupted.aborted) return exitCode.interrupted;
    throw error;
  } finally {
    say('stopping everything');
    await deployment.stop();
    say('stopped');
  }
}

/** How long a start that is under way may go on after Ctrl-C. What it has begun then ends with this process. */
const GIVE_UP_AFTER_MS = 20_000;

async function unlessInterrupted(starting: Promise<Deployment>, interrupted: AbortSignal): Promise<Deployment | undefined> {
  const settled = starting.then(
    (deployment) => ({ deployment }),
    (error: unknown) => ({ error }),
  );
  const over = aborted(interrupted).then(() => Promise.race([settled, after(GIVE_UP_AFTER_MS, undefined, { ref: false })]));
  const end = await Promise.race([settled, over]);
  if (interrupted.aborted) {
    if (end && 'deployment' in end) await end.deployment.stop();
    return undefined;
  }
  if (!end) throw new CliError('the start was given up', { code: 'up.interrupted', why: 'it was interrupted.', todo: 'start again.' });
  if ('error' in end) throw end.error;
  return end.deployment;
}
