import { problemKinds, SkeinError } from '@skein/contracts';
import { StackError } from '@skein/local';
import { CliError } from './cli-error.ts';
import { exitCode } from './exit-code.ts';

/** Makes of whatever was thrown what a person is told. */
export function explain(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof StackError) return ofStack(error);
  if (error instanceof SkeinError) return ofSkein(error);
  return new CliError('it ended for a reason that it does not know', {
    code: 'cli.failed',
    why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    todo: 'try again; if it happens again, it is a bug: report these lines.',
    exit: exitCode.unknown,
    cause: error,
  });
}

const stackExits: Partial<Record<StackError['code'], number>> = {
  'stack.already-running': exitCode.problem,
  'stack.broker-unreachable': exitCode.unreachable,
  'stack.database-unreachable': exitCode.unreachable,
};

function ofStack(error: StackError): CliError {
  const running = error.code === 'stack.already-running';
  return new CliError(error.message, {
    code: error.code,
    why: error.why,
    todo: running ? 'use that one ("skein doctor" shows it), or end it by "skein down", or set SKEIN_HOME to another folder.' : error.todo,
    exit: stackExits[error.code] ?? exitCode.setUp,
    cause: error,
  });
}

/** Its message holds all three: what happened, why, and what to do, a sentence or more each. */
function ofSkein(error: SkeinError): CliError {
  const [what = error.message, ...rest] = error.message.split(/(?<=[.!?]) +(?=[A-Z"])/);
  const todo = rest.pop() ?? (error.retriable ? 'Try again.' : 'Change what the first line names, then try again.');
  return new CliError(what.replace(/\.$/, ''), {
    code: error.code,
    why: rest.join(' ') || whyOf(error.code),
    todo,
    exit: exitOf(error),
    cause: error,
  });
}

/** The title of what is unknown only says again what the message does. */
function whyOf(code: SkeinError['code']): string {
  const { status, title } = problemKinds[code];
  if (code === 'command.letter-unknown') return 'no command was set aside under that number, for any tenant.';
  return status === 404 ? 'nothing of that name is stored for the tenant of your key.' : `${title}.`;
}

function exitOf({ code, retriable }: SkeinError): number {
  if (retriable) return exitCode.unreachable;
  return /^(log|store)\./.test(code) ? exitCode.setUp : exitCode.problem;
}
