import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcess, type EndingStep } from '../process/end-process.ts';
import { identify } from '../process/process-identity.ts';

const nobodysPid = 2 ** 31 - 2; // larger than systems give

/**
 * Clears what a killed run has left in a data folder. A server that still runs on it is ended. Where its lock file names a pid that
 * now belongs to a stranger, the pid is replaced: Postgres would take the stranger for itself and refuse to start. The rest of the file stays,
 * as Postgres finds by it whether processes of the killed server still use the data.
 */
export async function clearLeftOver(data: string, ending: readonly EndingStep[]): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const pid = Number(text.split('\n', 1)[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return;
  const running = identify(pid);
  if (!running) return;
  if (await runsOn(pid, data)) await endProcess(running, ending);
  else await writeFile(file, text.replace(/^\d+/, String(nobodysPid)));
}

async function runsOn(pid: number, data: string): Promise<boolean> {
  const command =
    process.platform === 'linux'
      ? (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return command.includes('postgres') && command.includes(data);
}
