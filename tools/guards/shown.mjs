import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentFor } from '../node24.mjs';
import { guardNamed } from './without-guard.mjs';

const run = promisify(execFile);

/** Takes the guard away and demands that a promise breaks, or a test fails, in the way that is expected. Answers with what it was. */
export async function shown(name) {
  const guard = guardNamed(name);
  const seen = guard.exploredIn === undefined ? await failedTests(guard) : await brokenPromise(guard);
  if (!seen.some((one) => guard.shownBy.test(one)))
    throw new Error(`without "${name}" this was expected: ${guard.shownBy}; seen was: ${seen.join('; ')}`);
  return seen.find((one) => guard.shownBy.test(one));
}

async function brokenPromise({ name }) {
  const { stdout } = await run(process.execPath, ['--conditions', 'skein-source', 'tools/guards/explore.mjs', name]);
  const { violation, states } = JSON.parse(stdout);
  if (!violation) return [`no promise broken in ${states} states`];
  process.stderr.write(`${[violation.what, ...violation.story.map((line, index) => `${index + 1}. ${line}.`)].join('\n  ')}\n`);
  return [`${violation.what}, after ${violation.story.length} steps`];
}

/** Titles of the tests that fail. A file that does not even load shows nothing. */
async function failedTests({ name, testedIn }) {
  const folder = await mkdtemp(join(tmpdir(), 'skein-guard-'));
  const report = join(folder, 'jest.json');
  const args = [
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${report}`,
    testedIn,
  ];
  const env = { ...environmentFor(process.execPath), SKEIN_WITHOUT_GUARD: name };
  await run(process.execPath, args, { env, maxBuffer: 1 << 26 }).catch((error) => {
    if (typeof error.code !== 'number') throw error; // an exit code is what a failed test gives
  });
  const { testResults, numRuntimeErrorTestSuites } = JSON.parse(await readFile(report, 'utf8'));
  await rm(folder, { recursive: true, force: true });
  if (numRuntimeErrorTestSuites > 0) throw new Error(`without "${name}" the tests do not run: ${testResults[0].message}`);
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'failed');
  return failed.length > 0 ? failed.map(({ fullName }) => `fails: ${fullName}`) : ['no test failed'];
}
