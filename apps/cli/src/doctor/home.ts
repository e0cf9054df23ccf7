import { choosePort } from '@skein/local';
import { stat } from 'node:fs/promises';
import { homeFiles } from '../home/home-files.ts';
import { lastPorts } from '../home/ports.ts';
import type { Run } from '../home/run-file.ts';
import { found, off, ok, problem, type Finding } from './finding.ts';

/** Whether the folder of the deployment is in order. */
export function homeFindings(home: string, run: Run | undefined): Promise<Finding[]> {
  return Promise.all([
    found('keys', () => keys(home)),
    found('ports', () => (run ? Promise.resolve(ok('ports', 'held by what runs')) : ports(home))),
  ]);
}

async function keys(home: string): Promise<Finding> {
  const { developmentKey, servicesKey, secret, run } = homeFiles(home);
  const modes = await Promise.all([developmentKey, servicesKey, secret, run].map(async (file) => [file, await modeOf(file)] as const));
  const open = modes.filter(([, mode]) => mode !== undefined && (mode & 0o077) !== 0).map(([file]) => file);
  if (open.length > 0) return problem('keys', `others can read ${open.join(', ')}`, `chmod 600 ${open.join(' ')}`);
  const made = modes.some(([, mode]) => mode !== undefined);
  return made ? ok('keys', 'only you can read them') : off('keys', 'not made yet: "skein up" makes them');
}

async function modeOf(file: string): Promise<number | undefined> {
  if (process.platform === 'win32') return 0;
  try {
    return (await stat(file)).mode;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function ports(home: string): Promise<Finding> {
  const last = Object.entries(await lastPorts(home));
  if (last.length === 0) return off('ports', 'none chosen yet: "skein up" takes free ones');
  const taken = await Promise.all(
    last.map(async ([name, port]) =>
      choosePort(name, port, undefined).then(
        () => [],
        () => [`${port} (${name})`],
      ),
    ),
  );
  if (taken.flat().length === 0) return ok('ports', 'those of the last run are free');
  return ok('ports', `${taken.flat().join(', ')} of the last run are in use by others: free ones are taken instead`);
}
