import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { aboveDatabase, closeFolder } from '../home/private-folder.ts';
import { isReachable } from './reachable.ts';
import { makeSystemFolder, systemFolder } from './system-folder.ts';
import type { SystemUser } from './unprivileged-user.ts';

/**
 * Folder of a home's database files. Beneath the home; only when another user has to own it and cannot get there
 * (a clone in /root), in a folder of the system that is named after the home.
 */
export async function databaseFolder(home: string, user: SystemUser | undefined): Promise<string> {
  const near = join(home, 'postgres', 'files');
  await closeFolder(join(home, 'postgres'), aboveDatabase());
  if (!user) return made(near);
  const folder = (await isReachable(near, user)) ? near : farDatabaseFolder(home);
  if (folder !== near) await makeSystemFolder(folder);
  await made(folder);
  await chown(folder, user.uid, user.gid);
  return folder;
}

/** The folder outside of the home; it may not exist. */
export function farDatabaseFolder(home: string): string {
  return systemFolder('homes', createHash('sha256').update(home).digest('hex').slice(0, 16));
}

/**
 * Moves the data of a home that was removed by hand out of the way, and with it what was set aside before; answers whether there was any.
 * Its password went with the home, and the log that it was made from.
 */
export async function setAside(folder: string): Promise<boolean> {
  const [data, old] = [join(folder, 'data'), join(folder, 'data.of-removed-home')];
  if (!existsSync(data)) return false;
  await rm(old, { recursive: true, force: true });
  await rename(data, old);
  return true;
}

async function made(folder: string): Promise<string> {
  await closeFolder(folder);
  return folder;
}
