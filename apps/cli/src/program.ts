import { Command, CommanderError } from 'commander';
import { aborted } from './command/aborted.ts';
import type { Context } from './command/context.ts';
import type { Register, Runner, Work } from './command/register.ts';
import { CliError } from './failure/cli-error.ts';
import { errorJson, errorText } from './failure/error-text.ts';
import { exitCode } from './failure/exit-code.ts';
import { explain } from './failure/explain.ts';
import { homeOf } from './place.ts';
import { Terminal, type Screen } from './output/terminal.ts';

interface Surroundings {
  env: NodeJS.ProcessEnv;
  interrupted: AbortSignal;
  /** Where results and all else go. Default: the streams of the process. */
  screens?: readonly [out: Screen, err: Screen];
}

/** Runs one command line, given without program names, and answers the exit code. Never rejects. */
export async function runProgram(
  args: readonly string[],
  commands: readonly Register[],
  { env, interrupted, screens = [process.stdout, process.stderr] }: Surroundings,
): Promise<number> {
  const terminal = new Terminal(args.includes('--json'), ...screens);
  const context: Context = { env, home: homeOf(env), terminal, interrupted };
  let code: number = exitCode.done;
  const run: Runner =
    <Options>(work: Work<Options>, { endsItself = false } = {}) =>
    async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const words = given.slice(0, -2).flat() as string[];
      const { json: _forTheTerminal, ...options } = command.opts();
      const done = work(context, options as Options, ...words).then((ended) => ended ?? exitCode.done);
      code = await (endsItself ? done : Promise.race([done, aborted(interrupted).then(() => exitCode.interrupted)]));
    };
  try {
    await commandTree(commands, run, screens).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCode.done;
    const told = error instanceof CommanderError ? wrongUsage(error) : explain(error);
    if (terminal.json) terminal.result(errorJson(told), '');
    terminal.say(errorText(told).trimEnd());
    return told.exit;
  }
}

function commandTree(commands: readonly Register[], run: Runner, [out, err]: readonly [Screen, Screen]): Command {
  const program = new Command('skein')
    .description('The event-sourced backbone that a team of AI agents works on.')
    .exitOverride()
    .configureOutput({ outputError: () => undefined, writeOut: (text) => void out.write(text), writeErr: (text) => void err.write(text) })
    .addHelpText('after', '\nRun "skein <command> --help" for examples. Start with "skein up".\n');
  for (const register of commands) register(program, run);
  offerJson(program);
  return program;
}

function offerJson(command: Command): void {
  for (const each of command.commands) offerJson(each);
  // A group that takes an argument is a command itself.
  if (command.commands.length === 0 || command.registeredArguments.length > 0)
    command.option('--json', 'print results as JSON, one value per line, and nothing else on standard output');
}

function wrongUsage(error: CommanderError): CliError {
  const help = error.code === 'commander.help';
  return new CliError(
    help
      ? 'a command is missing'
      : error.message
          .replace(/^error: /, '')
          .replace(/\n/g, ' ')
          .replace(/\.$/, ''),
    {
      code: 'cli.usage',
      why: help ? 'the line ends before it says what to do.' : 'the command line does not fit what skein knows.',
      todo: 'run "skein --help", or "skein <command> --help" for its options and examples.',
      exit: exitCode.usage,
    },
  );
}
