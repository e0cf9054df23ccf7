import type { CliError } from './cli-error.ts';

/** The lines that a person reads. */
export const errorText = ({ message, why, todo, code }: CliError): string =>
  `skein: ${message}.\n  Why: ${why}\n  Do:  ${todo}\n  Code: ${code}\n`;

/** The same for programs. */
export const errorJson = ({ message, why, todo, code, exit }: CliError) => ({ error: { code, message, why, do: todo, exit } });
