import { opendir } from 'node:fs/promises';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';

/** Throws unless this is a folder whose content may be read, and says which of the two it is not. */
export async function mustBeReadable(folder: string): Promise<void> {
  try {
    await (await opendir(folder)).close();
  } catch (error) {
    throw noFolder(folder, error as NodeJS.ErrnoException);
  }
}

function noFolder(folder: string, { code, message }: NodeJS.ErrnoException): CliError {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new CliError(`${folder} is no folder`, {
      code: 'survey.no-folder',
      why: 'there is nothing to survey.',
      todo: 'name an existing folder.',
      exit: exitCode.usage,
    });
  }
  return new CliError(`the folder ${folder} cannot be read`, {
    code: 'survey.unreadable-folder',
    why: `the system says ${message}.`,
    todo: 'give yourself the right to read it, or name another one.',
    exit: exitCode.usage,
  });
}
