import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotShown } from './not-shown.mjs';
import { jest, run } from './run.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const record = join(root, 'docs/conformance/qdrant.json');
const OLDEST = [1, 18];

/** Runs the suite of indexes on the server that QDRANT_URL names and writes the record; without a server it is not shown here. */
export async function sameOnBothIndexes() {
  const url = process.env.QDRANT_URL;
  const sources = await hashOfSources();
  if (!url) throw new NotShown(`QDRANT_URL names no server; ${await whatTheRecordSays(sources)}`);
  const server = await versionOf(url);
  const [major, minor] = server.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new Error(`the server is ${server}, older than ${OLDEST.join('.')}`);
  const report = join(root, '.skein', `qdrant-${process.pid}.json`);
  await mkdir(dirname(report), { recursive: true });
  const words = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`];
  const seconds = await run(process.execPath, [...words, 'libs/vector-index/src/(embedded|qdrant)/'], {
    cwd: root,
    env: { SKEIN_PROOF: 'full' },
  });
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const results = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ test: fullName, status })),
  );
  const shown = results.filter(({ status }) => status === 'passed').length;
  if (shown !== results.length) throw new Error(`${results.length - shown} of ${results.length} were not shown`);
  const date = new Date().toISOString().slice(0, 10);
  await mkdir(dirname(record), { recursive: true });
  await writeFile(
    record,
    `${JSON.stringify({ server, date, sources, results: results.toSorted((a, b) => (a.test < b.test ? -1 : 1)) }, null, 2)}\n`,
  );
  return `${shown} tests on Qdrant ${server} and in memory, ${seconds.toFixed(0)} s; recorded in docs/conformance/qdrant.json`;
}

/** The rag-indexer on the server that QDRANT_URL names. */
export async function indexerOnQdrant() {
  if (!process.env.QDRANT_URL) throw new NotShown('QDRANT_URL names no server');
  return jest('apps/rag-indexer/src/indexing/qdrant.e2e')();
}

/** The record counts for the very sources of the adapters, the port, and the suite; the embedder beside them has no part in it. */
async function hashOfSources() {
  const files = [];
  const embedder = (file) => file.includes('/embedder/');
  for await (const file of glob('libs/vector-index/src/**/*.ts', { cwd: root })) if (!embedder(file)) files.push(file);
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n`).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

async function versionOf(url) {
  const key = process.env.QDRANT_API_KEY;
  const answer = await fetch(url, { headers: key ? { 'api-key': key } : {}, signal: AbortSignal.timeout(10_000) });
  return (await answer.json()).version;
}

async function whatTheRecordSays(sources) {
  try {
    const kept = JSON.parse(await readFile(record, 'utf8'));
    const age = kept.sources === sources ? 'with these very sources' : 'with older sources, so that it says nothing of these';
    return `recorded on ${kept.date} with Qdrant ${kept.server}, ${age}`;
  } catch (error) {
    if (error.code === 'ENOENT') return 'there is no record';
    throw error;
  }
}
