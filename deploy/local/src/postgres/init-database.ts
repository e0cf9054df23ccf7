import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.ts';
import { StackError } from '../stack-error.ts';
import type { SystemUser } from './unprivileged-user.ts';

/** Name of the database and of its owner. */
export const databaseName = 'skein';

/** The password kept in a file only its owner can read; made at random when there is none. */
export async function readPassword(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (kept.trim()) return kept.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** What making a cluster needs to know. */
export interface InitOptions {
  initdb: string;
  /** Folder that holds the cluster's `data`, owned by `user`. */
  folder: string;
  password: string;
  user: SystemUser | undefined;
  env: NodeJS.ProcessEnv;
}

/** Makes `data` in the folder unless it is there; half-made ones of killed runs are made anew. */
export async function initDatabase({ initdb, folder, password, user, env }: InitOptions): Promise<boolean> {
  const [data, draft, passwordFile] = ['data', 'data.draft', 'password.draft'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  if (await stat(join(data, 'PG_VERSION')).catch(() => undefined)) return false;
  await rm(draft, { recursive: true, force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (user) await chown(passwordFile, user.uid, user.gid);
    const args = ['-D', draft, '-U', databaseName, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
    // Built in, so that order and case are the same on every machine.
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'];
    const { code, lines } = await runCommand(initdb, [...args, ...locale], { cwd: folder, env, ...user });
    if (code !== 0) {
      const todo = 'read what it says, or set DATABASE_URL to a running server.';
      throw new StackError('stack.start-failed', 'postgres could not make its data folder', {
        why: lines.slice(-5).join('\n       '),
        todo,
      });
    }
    await rename(draft, data);
    return true;
  } finally {
    await rm(passwordFile, { force: true });
  }
}
