import { join } from 'node:path';

/** Where root keeps what another user has to reach when the home folder is closed to others. */
export function systemFolder(...rest: string[]): string {
  return join('/var/lib/skein', ...rest);
}
