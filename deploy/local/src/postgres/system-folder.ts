import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = '/var/lib/skein';

/** Where root keeps what another user has to reach when the home folder is closed to others. */
export function systemFolder(...rest: string[]): string {
  return join(root, ...rest);
}

/** Makes the folders above a path of the system folder, passable for everybody whatever the umask says. */
export async function makeSystemFolder(path: string): Promise<void> {
  for (const folder of [root, dirname(path)]) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
  }
}
