// The command line from a clone: builds what has changed since the last time, then runs it under Node 24, whatever Node started this.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { become, environmentFor, node24 } from './node24.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'apps/cli/dist/main.js');

export async function runSkein(args) {
  build();
  if (node24() !== process.execPath) return become([main, ...args], { tied: true });
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
}

function build() {
  const binary = node24();
  const { status } = spawnSync(binary, [join(root, 'tools/build.mjs'), '--quiet'], {
    stdio: ['ignore', 2, 'inherit'],
    env: environmentFor(binary),
  });
  if (status === 0) return;
  process.stderr.write(
    'skein: the program could not be built.\n  Why: the lines above say what the compiler refused.\n' +
      '  Do:  correct it, or run "npm ci" when a package is missing, and try again.\n  Code: cli.build-failed\n',
  );
  process.exit(78);
}
