import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_SECONDS = 90;
const TEST_SECONDS = 600;

/** `npm ci && npm start -- --once`, timed after the downloads: the first start fetches, the second is measured. */
export async function freshCloneStarts() {
  return withClone(async (clone) => {
    await run('npm', ['start', '--', '--once'], { cwd: clone });
    await rm(join(clone, '.skein'), { recursive: true, force: true });
    const seconds = await run('npm', ['start', '--', '--once'], { cwd: clone });
    if (seconds > START_SECONDS) throw new Error(`it took ${seconds.toFixed(0)} s, more than ${START_SECONDS}`);
    const report = await readFile(join(clone, 'survey.md'), 'utf8');
    if (!report.startsWith('# Survey of')) throw new Error('there is no report');
    const left = await processesIn(clone);
    if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`);
    await run(process.execPath, ['apps/cli/bin/skein.mjs', 'reset', '--yes'], { cwd: clone });
    return `${seconds.toFixed(0)} s (at most ${START_SECONDS}), no process left`;
  });
}

export async function freshCloneTests() {
  return withClone(async (clone) => {
    const seconds = await run('npm', ['test'], { cwd: clone });
    if (seconds > TEST_SECONDS) throw new Error(`it took ${seconds.toFixed(0)} s, more than ${TEST_SECONDS}`);
    return `${seconds.toFixed(0)} s (at most ${TEST_SECONDS})`;
  });
}

async function withClone(work) {
  const folder = await mkdtemp(join(tmpdir(), 'skein-clone-'));
  const clone = join(folder, 'skein');
  try {
    execFileSync('git', ['clone', '--quiet', root, clone]);
    await run('npm', ['ci'], { cwd: clone });
    return await work(clone);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Processes whose command line or working folder is in the clone. */
async function processesIn(clone) {
  const found = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
      const folder = await readlink(`/proc/${pid}/cwd`);
      if (command.includes(clone) || folder.startsWith(clone)) found.push(`${pid} ${command}`);
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH' && error.code !== 'EACCES') throw error; // it has ended meanwhile
    }
  }
  return found;
}
