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

function noFolder(folder: string, error: NodeJS.ErrnoException): CliError {
  const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
  return new CliError(missing ? `${folder} is no folder` : `the folder ${folder} cannot be read`, {
    code: missing ? 'survey.no-folder' : 'survey.unreadable-folder',
    why: missing ? 'there is nothing to survey.' : `the system says ${error.message}.`,
    todo: missing ? 'name an existing folder.' : 'give yourself the right to read it, or name another one.',
    exit: exitCode.usage,
  });
}
