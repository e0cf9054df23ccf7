import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { identify, isRunning, type ProcessIdentity } from '../process/process-identity.ts';
import { aboveDatabase, makePrivateFolder } from './private-folder.ts';

/** Holds a folder for this process until released. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the lock `name` of a folder (made, closed to others, when it is not there), or answers who holds it. A lock whose holder has ended is taken over.
 *
 * A lock is a file `<name>.<generation>.lock` with its holder in it; the highest generation counts. Taking over makes the next
 * generation by a hard link, which the file system grants to one only: no moment exists in which a stale lock can be removed twice.
 */
export async function lockFolder(folder: string, name: string): Promise<FolderLock | ProcessIdentity> {
  await makePrivateFolder(folder, aboveDatabase());
  const self = identify(process.pid);
  if (!self) throw new Error('the start time of this process cannot be read');
  const draft = join(folder, `${name}.${randomUUID()}.draft`);
  await writeFile(draft, JSON.stringify(self), { mode: 0o600 });
  try {
    for (;;) {
      const generations = await existing(folder, name);
      const highest = generations.at(-1);
      const holder = highest === undefined ? undefined : await holderOf(path(folder, name, highest));
      if (holder && isRunning(holder)) return holder;
      const mine = (highest ?? 0) + 1;
      if (!(await linked(draft, path(folder, name, mine)))) continue;
      if ((await existing(folder, name)).at(-1) === mine) {
        await Promise.all(generations.map((old) => rm(path(folder, name, old), { force: true })));
        return { release: () => rm(path(folder, name, mine), { force: true }) };
      }
      await rm(path(folder, name, mine), { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

const path = (folder: string, name: string, generation: number) => join(folder, `${name}.${generation}.lock`);

async function existing(folder: string, name: string): Promise<number[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.startsWith(`${name}.`) && file.endsWith('.lock'))
    .map((file) => Number(file.slice(name.length + 1, -'.lock'.length)))
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b);
}

async function holderOf(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
