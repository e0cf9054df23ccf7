import { SkeinClient } from '@skein/client';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import { readLiveRun, type Run } from '../home/run-file.ts';
import type { Context } from './context.ts';

/** A person waits: what has not answered by then is said to be away. */
const TIMEOUT_MS = 10_000;

type Place = Pick<Context, 'env' | 'home'>;

/** A client of the deployment that `SKEIN_URL` and `SKEIN_API_KEY` name, else of the one that runs in the home. */
export async function connect({ env, home }: Place): Promise<SkeinClient> {
  const { SKEIN_URL: url, SKEIN_API_KEY: key } = env;
  if (url) return new SkeinClient({ url, key: key ?? '', timeoutMs: TIMEOUT_MS });
  const run = await runningHere(home);
  return new SkeinClient({ url: run.gateway, key: key || run.key, timeoutMs: TIMEOUT_MS });
}

/** The deployment that runs in the home, else `cli.not-running`. */
export async function runningHere(home: string): Promise<Run> {
  const run = await readLiveRun(home);
  if (run) return run;
  throw new CliError('nothing is running here', {
    code: 'cli.not-running',
    why: `no deployment runs in ${home}.`,
    todo: 'start one by "skein up", or set SKEIN_URL and SKEIN_API_KEY to use another.',
    exit: exitCode.unreachable,
  });
}
