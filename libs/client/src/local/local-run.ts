import { SkeinError } from '@skein/contracts';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { clientEnvironment } from './environment.config.ts';

/** What a running local stack says of itself in `<home>/run.json`. */
export interface LocalRun {
  /** Address of the gateway. */
  gateway: string;
  /** The development key. */
  key: string;
  /** Addresses of the single services, by name. */
  services: Record<string, string>;
  brokers: string[];
  databaseUrl?: string;
  topicPrefix: string;
  /** Of every topic. */
  partitions: number;
  /** The process that runs it all. */
  pid: number;
}

/**
 * Reads where the local stack of a home runs. Default home: `SKEIN_HOME`, else the nearest `.skein` from the working folder upwards.
 * Throws `service.unavailable` when none is running.
 */
export function localRun(home: string = defaultHome()): LocalRun {
  const file = join(home, 'run.json');
  let run: LocalRun;
  try {
    run = JSON.parse(readFileSync(file, 'utf8')) as LocalRun;
  } catch (error) {
    if (error instanceof SyntaxError) throw notRunning(`${file} cannot be read`, error);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw notRunning(`there is no ${file}`, error);
    throw error;
  }
  if (!isAlive(run.pid)) throw notRunning(`${file} was left by process ${run.pid}, which has ended`);
  return run;
}

function defaultHome(): string {
  const { home: named } = clientEnvironment();
  if (named) return resolve(named);
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const home = join(folder, '.skein');
    if (existsSync(home) || folder === dirname(folder)) return existsSync(home) ? home : resolve('.skein');
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, and another user's
  }
}

function notRunning(why: string, cause?: unknown): SkeinError {
  const message = `No local stack is running: ${why}. Start one with "npm start", or set SKEIN_URL and SKEIN_API_KEY to use another.`;
  return new SkeinError('service.unavailable', message, { reason: 'not-running' }, { cause });
}
