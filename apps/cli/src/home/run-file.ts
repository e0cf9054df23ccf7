import { isRunning, type ProcessIdentity } from '@skein/local';
import { rm } from 'node:fs/promises';
import { homeFiles } from './home-files.ts';
import { readIfThere, writePrivate } from './private-file.ts';

/** A deployment that runs: where it is and what may speak for its developer. Written when all is ready, and at each restart. */
export interface Run {
  /** Address of the gateway. */
  gateway: string;
  /** The development key. */
  key: string;
  /** Addresses of all replicas: `command-service`, `command-service-2`. */
  services: Record<string, string>;
  /** Of the apps, and of the broker and the database when they were started here. */
  pids: Record<string, number>;
  brokers: string[];
  databaseUrl: string;
  topicPrefix: string;
  partitions: number;
  /** The supervisor. */
  pid: number;
  /** The same processes, told apart from later ones that get their pids. */
  processes: Record<string, ProcessIdentity>;
  supervisor: ProcessIdentity;
  /** Whether everything was ready. */
  ready: boolean;
}

/** What the file of a home says; nothing when there is none or it is torn. The deployment may have been killed since. */
export async function readRun(home: string): Promise<Run | undefined> {
  const text = await readIfThere(homeFiles(home).run);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Run;
  } catch {
    return undefined; // written by somebody else: nothing in it can be relied on
  }
}

/** The deployment of a home, if its supervisor runs. */
export async function readLiveRun(home: string): Promise<Run | undefined> {
  const run = await readRun(home);
  return run?.supervisor && isRunning(run.supervisor) ? run : undefined;
}

export const writeRun = (home: string, run: Run): Promise<void> => writePrivate(homeFiles(home).run, `${JSON.stringify(run, null, 2)}\n`);

export const removeRun = (home: string): Promise<void> => rm(homeFiles(home).run, { force: true });
