import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentFor } from '../node24.mjs';
import { demandShown } from './test-report.mjs';

/** Runs a command to its end; rejects when it fails. Resolves to how many seconds it took. */
export function run(command, args, { cwd, env = {}, quiet = false } = {}) {
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', quiet ? 'ignore' : 2, 2],
      env: { ...environmentFor(process.execPath), ...env },
    });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, pass);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const one of ['SIGINT', 'SIGTERM']) process.removeListener(one, pass);
      if (code === 0) resolve((performance.now() - since) / 1000);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}`));
    });
  });
}

async function jestRun(words, demands) {
  const folder = await mkdtemp(join(tmpdir(), 'skein-proof-'));
  try {
    const report = join(folder, 'jest.json');
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--verbose'];
    const args = [...jest, '--json', `--outputFile=${report}`, ...words];
    const seconds = await run(process.execPath, args, { env: { SKEIN_PROOF: 'full' } });
    demandShown(JSON.parse(await readFile(report, 'utf8')), demands);
    return `${seconds.toFixed(0)} s`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A case that is a set of test files, at full count. At least one of their tests must pass: a title that matches nothing shows nothing. */
export const jest =
  (...words) =>
  () =>
    jestRun(words);

/** As `jest`, of files of which every test is needed: what this machine cannot run is named as not shown. */
export const wholeJest =
  (...paths) =>
  () =>
    jestRun(paths, { whole: true });

/** A case that is a command of the CLI. */
export const skein =
  (...args) =>
  async () =>
    `${(await run(process.execPath, ['apps/cli/bin/skein.mjs', ...args])).toFixed(0)} s`;
