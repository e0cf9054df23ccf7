import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';

const form = /^[\w-]+: (?<what>.+?)\.?\n +Why: +(?<why>[\s\S]*?)\n(?: +Do: +(?<todo>[\s\S]*?)\n)? +Code: +(?<code>[\w.-]+)\s*$/m;

/** Why an app did not come up, in its own words where it has found some. */
export function appFailure(name: string, exit: { code: number | null; how: string }, said: string, log: string): CliError {
  const told = form.exec(said)?.groups;
  const lines = said.trim().split('\n');
  const last = (lines.filter((line) => /^\S*Error\b/.test(line)).at(-1) ?? lines.slice(-3).join('\n       ')).trim();
  return new CliError(`${name} cannot start: ${told?.['what'] ?? `it ended with ${exit.how}`}`, {
    code: told?.['code'] ?? 'up.app-failed',
    why: told?.['why'] ?? (last || 'it says nothing.'),
    todo: told?.['todo'] ?? `read the end of ${log}.`,
    exit: exitOf(exit.code),
  });
}

/** Without a code somebody killed it, which says nothing about its set-up. */
function exitOf(code: number | null): number {
  if (code === null) return exitCode.unreachable;
  return code === exitCode.setUp || code === exitCode.unreachable ? code : exitCode.problem;
}
