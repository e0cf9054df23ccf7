import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lockFolder } from '../home/folder-lock.ts';
import { runCommand } from '../process/run-command.ts';
import { StackError } from '../stack-error.ts';
import { findMaven } from './java.ts';
import { verifiedClassPath } from './jars.ts';

const pom = fileURLToPath(new URL('../../kafka/pom.xml', import.meta.url));

/** What fetching needs to know. */
export interface FetchOptions {
  /** Final folder of the jars; appears complete and checked, or not at all. */
  folder: string;
  sums: ReadonlyMap<string, string>;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

/** Fetches the jars by Maven unless they are there. Of several processes that ask at once, one fetches and the others wait for it. */
export async function fetchJars({ folder, sums, env, log }: FetchOptions): Promise<void> {
  for (let asked = 0; !(await isThere(folder)); asked++) {
    const lock = await lockFolder(dirname(folder), 'fetch');
    if ('release' in lock) {
      try {
        if (!(await isThere(folder))) await fetchInto(folder, { sums, env, log });
      } finally {
        await lock.release();
      }
    } else {
      if (asked === 0) log(`kafka: process ${lock.pid} is fetching it; waiting for that`);
      await after(1_000);
    }
  }
}

async function fetchInto(folder: string, { sums, env, log }: Omit<FetchOptions, 'folder'>): Promise<void> {
  const maven = await findMaven(env);
  await mkdir(dirname(folder), { recursive: true });
  await removeDrafts(folder);
  const draft = await mkdtemp(`${folder}.draft-`);
  log(`kafka: fetching ${sums.size} files (44 MB, once per user) into ${folder}`);
  try {
    const fetched = new Set<string>();
    const args = ['-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`];
    const { code, lines } = await runCommand(maven, args, { env, shell: process.platform === 'win32' }, (line) => {
      const name = /(?:Downloaded from|Copying) .*?([^/ ]+\.jar)/.exec(line)?.[1];
      if (name === undefined || !sums.has(name) || fetched.has(name)) return;
      if (fetched.add(name).size % 10 === 0) log(`kafka: ${fetched.size} of ${sums.size} files`);
    });
    if (code !== 0) throw failed(lines);
    await verifiedClassPath(draft, sums);
    await rename(draft, folder);
    log('kafka: fetched, and every file is the one expected');
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Drafts of killed runs: the lock is held, so nobody writes one now. */
async function removeDrafts(folder: string): Promise<void> {
  const parent = dirname(folder);
  const drafts = (await readdir(parent)).filter((name) => name.startsWith(`${basename(folder)}.draft-`));
  await Promise.all(drafts.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

function failed(lines: string[]): StackError {
  const errors = lines.filter((line) => line.includes('ERROR'));
  const end = (errors.length > 0 ? errors : lines).slice(0, 8).map((line) => `\n       ${line}`);
  return new StackError('stack.download-failed', 'the broker could not be fetched', {
    why: `Maven ended with an error:${end.join('')}`,
    todo: "check the network and Maven's settings (~/.m2/settings.xml) and start again, or set KAFKA_LIBS to a folder with the jars, or KAFKA_BROKERS to a running broker.",
  });
}

function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

/** Cache folder of the user, shared by all clones. */
export function cacheFolder(env: NodeJS.ProcessEnv, ...rest: string[]): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? env.USERPROFILE ?? '.', '.cache'), 'skein', ...rest);
}
