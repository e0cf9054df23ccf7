import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SystemUser } from './unprivileged-user.ts';

/** Whether a user may pass through every folder above a path. */
export async function isReachable(path: string, user: SystemUser): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const pass = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if (!(mode & pass)) return false;
    if (folder === dirname(folder)) return true;
  }
}
