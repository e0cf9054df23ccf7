import { cacheFolder, findJava, findMaven, kafkaVersion } from '@skein/local';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Context } from '../command/context.ts';
import { found, ok, problem, type Finding } from './finding.ts';

const OLDEST_NODE = 24;
/** Broker, database and a day of work fit in it many times. */
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

/** Whether this machine has what everything stands on. */
export function machineFindings({ env, home }: Pick<Context, 'env' | 'home'>): Promise<Finding[]> {
  return Promise.all([
    found('Node', async () => node()),
    found('Java', async () => (env.KAFKA_BROKERS ? ok('Java', 'not needed: KAFKA_BROKERS is set') : ok('Java', await findJava(env)))),
    found('Maven', async () => ok('Maven', await maven(env))),
    found('disk', () => disk(home)),
  ]);
}

function node(): Finding {
  const { node: version } = process.versions;
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return ok('Node', version);
  return problem('Node', `this is ${version}, and ${OLDEST_NODE} is needed`, 'run "npm ci" without --omit=optional, or install Node 24.');
}

async function maven(env: NodeJS.ProcessEnv): Promise<string> {
  if (env.KAFKA_BROKERS) return 'not needed: KAFKA_BROKERS is set';
  if (env.KAFKA_LIBS) return 'not needed: KAFKA_LIBS is set';
  if (existsSync(cacheFolder(env, `kafka-${kafkaVersion}`))) return 'not needed any more: the broker has been fetched';
  return await findMaven(env);
}

async function disk(home: string): Promise<Finding> {
  const folder = nearest(home);
  const { bavail, bsize } = await statfs(folder);
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free in ${folder}`;
  if (bavail * bsize >= LEAST_FREE_BYTES) return ok('disk', free);
  return problem(
    'disk',
    free,
    `free some space, or set SKEIN_HOME to a folder on another disk; ${LEAST_FREE_BYTES / 1024 ** 3} GiB are asked for.`,
  );
}

/** The home is made by the first start. */
function nearest(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : nearest(dirname(folder));
}
