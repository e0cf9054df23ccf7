import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';

/** An argument or option whose text cannot be used. */
export const wrongValue = (what: string, why: string, todo: string): CliError =>
  new CliError(what, { code: 'cli.usage', why, todo, exit: exitCode.usage });

/** A whole number of at least 1. */
export function countOption(name: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw wrongValue(`"${text}" is no number for ${name}`, 'it must be a whole number of at least 1.', `give one, such as ${name} 20.`);
}

/** The value of an option that takes JSON. `what` it is, in words: "the input". */
export function jsonOption(what: string, name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongValue(`${what} is no JSON`, `${(error as Error).message}.`, `put it in single quotes: ${name} '{"question":"why?"}'.`);
  }
}
