// `npm test`: build, types, lint, then every test. Ends with the line "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentFor } from './node24.mjs';

const [jest, tsc, eslint] = ['jest/bin/jest.js', 'typescript/bin/tsc', 'eslint/bin/eslint.js'].map((path) => `node_modules/${path}`);
const scratch = await mkdtemp(join(tmpdir(), 'skein-report-'));
const report = join(scratch, 'jest.json');
let passed = 0;
let failed = 0;
let interrupted = 0;
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
])
  process.on(signal, () => (interrupted = 128 + number));

function run(...args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', env: environmentFor(process.execPath) });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, pass);
    child.once('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, pass);
      resolve(code ?? 1);
    });
  });
}

async function check(name, ...args) {
  if (interrupted) return;
  process.stderr.write(`\n— ${name}\n`);
  const code = await run(...args);
  if (code === 0) passed += 1;
  else failed += 1;
}

await check('build', 'tools/build.mjs');
await check('types', tsc, '--noEmit', '-p', 'tsconfig.json');
await check('lint', eslint, '.', '--max-warnings', '0');

if (interrupted) await end(interrupted);
process.stderr.write('\n— tests\n');
const code = await run('--experimental-vm-modules', '--no-warnings', jest, '--json', `--outputFile=${report}`, ...process.argv.slice(2));
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites, numRuntimeErrorTestSuites } = JSON.parse(await readFile(report, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests + numRuntimeErrorTestSuites;
  if (code !== 0 && numFailedTestSuites === 0) failed += 1;
} catch (error) {
  process.stderr.write(`skein: jest left no report (${error.message}); see above.\n`);
  failed += 1;
}
await end(interrupted || (failed === 0 ? 0 : 1));

async function end(code) {
  await rm(scratch, { recursive: true, force: true });
  process.stdout.write(`${passed} passed, ${failed} failed${interrupted ? ', then interrupted' : ''}\n`);
  process.exit(code);
}
