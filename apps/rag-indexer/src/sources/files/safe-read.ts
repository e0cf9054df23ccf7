import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { LARGEST_FILE } from '../text/limits.ts';
import type { SkipReason } from '../text/text-of.ts';

/** What tells whether a file of a folder has changed, or why it is not read. */
export async function stateOf(root: string, path: string): Promise<{ version: string } | { reason: SkipReason }> {
  const found = await orReason(lstat(join(root, path), { bigint: true }));
  if (typeof found === 'string') return { reason: found };
  if (found.isSymbolicLink()) return { reason: 'symlink' };
  if (!found.isFile()) return { reason: 'not-a-file' };
  if (found.size > BigInt(LARGEST_FILE)) return { reason: 'too-large' };
  return { version: `${found.size}-${found.mtimeNs}-${found.ctimeNs}` };
}

/** Reads a file of a folder: no link is followed, neither of it nor of the folders above it, and nothing that is no file is opened for good. */
export async function safeRead(root: string, path: string): Promise<Buffer | SkipReason> {
  const folder = await orReason(realpath(dirname(join(root, path))));
  if (typeof folder === 'string' && !folder.startsWith(sep)) return folder as SkipReason;
  if (folder !== dirname(join(root, path))) return 'outside';
  // A pipe without a writer would never open, hence without waiting.
  const file = await orReason(open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  if (typeof file === 'string') return file;
  try {
    const { size } = await file.stat();
    if (!(await file.stat()).isFile()) return 'not-a-file';
    return size > LARGEST_FILE ? 'too-large' : await file.readFile();
  } finally {
    await file.close();
  }
}

const reasons: Readonly<Record<string, SkipReason>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ELOOP: 'symlink',
  EACCES: 'unreadable',
  EPERM: 'unreadable',
  ENXIO: 'not-a-file',
  ENAMETOOLONG: 'bad-path',
};

async function orReason<T>(work: Promise<T>): Promise<T | SkipReason> {
  try {
    return await work;
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason) return reason;
    throw error;
  }
}
