import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The file that a command name stands for in `PATH`, if any. */
export async function findOnPath(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command];
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  for (const file of folders.flatMap((folder) => names.map((name) => join(folder, name)))) if (await isExecutable(file)) return file;
  return undefined;
}

/** Whether a file is there and may be run. */
export function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
