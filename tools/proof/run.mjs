import { spawn } from 'node:child_process';
import { environmentFor } from '../node24.mjs';

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

/** A case that is a set of test files, at full count. */
export const jest =
  (...paths) =>
  async () => {
    const args = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--verbose', ...paths];
    return `${(await run(process.execPath, args, { env: { SKEIN_PROOF: 'full' } })).toFixed(0)} s`;
  };

/** A case that is a command of the CLI. */
export const skein =
  (...args) =>
  async () =>
    `${(await run(process.execPath, ['apps/cli/bin/skein.mjs', ...args])).toFixed(0)} s`;
