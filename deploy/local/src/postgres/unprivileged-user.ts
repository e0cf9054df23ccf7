import { readFile } from 'node:fs/promises';
import { StackError } from '../stack-error.ts';

/** A user of this machine by its numbers. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root: the user to run it as then. Undefined when this process is not root's. */
export async function userForPostgres(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', '_postgres', 'nobody']) {
    const found = users.find(([name]) => name === wanted);
    if (found) return { uid: Number(found[2]) >>> 0, gid: Number(found[3]) >>> 0 };
  }
  throw new StackError('stack.no-unprivileged-user', 'Postgres cannot be started by root here', {
    why: 'it refuses to run as root, and there is neither a user postgres nor nobody to run it as.',
    todo: 'start as another user, or add one (useradd --system postgres), or set DATABASE_URL to a running server.',
  });
}
