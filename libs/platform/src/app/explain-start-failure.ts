import { SkeinError } from '@skein/contracts';
import { redact } from '../logging/redact.ts';
import { StartError } from './start-error.ts';

/** Exit codes as in sysexits.h, so that a supervisor can tell "fix the set-up" (78) from "try again" (69) from "a bug" (70). */
export function explainStartFailure(app: string, error: unknown): { text: string; exitCode: number } {
  const say = (what: string, rest: [string, string][]) =>
    redact(`${app}: ${what}.\n${rest.map(([word, line]) => `  ${`${word}:`.padEnd(4)} ${line}\n`).join('')}`);
  if (error instanceof StartError) {
    const { message, why, todo, code, exitCode } = error;
    return {
      exitCode,
      text: say(message, [
        ['Why', why],
        ['Do', todo],
        ['Code', code],
      ]),
    };
  }
  if (error instanceof SkeinError) {
    const todo = error.retriable ? 'start it again when that part answers.' : 'change what the message names, then start again.';
    return {
      exitCode: error.retriable ? 69 : 78,
      text: say('cannot start', [
        ['Why', error.message],
        ['Do', todo],
        ['Code', error.code],
      ]),
    };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: 70,
    text: say('cannot start, for a reason it does not know', [
      ['Why', stack],
      ['Code', 'service.failed'],
    ]),
  };
}
