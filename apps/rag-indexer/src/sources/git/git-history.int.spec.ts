import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chunker } from '@skein/chunking';
import type { IndexDifference } from '@skein/contracts';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CuttingOnce, ReadingOnce } from '../../fixtures/clean-source.fixture.ts';
import { eventfulHistory } from '../../fixtures/eventful-history.fixture.ts';
import { documentHashes, indexedOf } from '../../fixtures/indexed.fixture.ts';
import { openIndexer } from '../../fixtures/indexer.fixture.ts';
import { TestRepository } from '../../fixtures/repository.fixture.ts';
import { StoredRowsRepository } from '../../verify/stored-rows.repository.ts';
import { Verification } from '../../verify/verification.ts';
import { indexSource } from '../index-source.ts';
import { wholeHistory } from './commit-history.ts';
import { GitSource } from './git-source.ts';

const root = new URL('../../../../../', import.meta.url);
const killedRun = fileURLToPath(new URL('../../fixtures/killed-run.fixture.ts', import.meta.url));

/** With the proof: a repository of yours, else this one. */
const proven = process.env.SKEIN_PROOF ? (process.env.SKEIN_PROOF_REPOSITORY ?? fileURLToPath(root)) : undefined;
const COMMITS = 200;

describe('the index of a repository', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  let chunker: Chunker;
  let data: string;
  let verification: Verification;
  let readOnce: { chunker: CuttingOnce; history: ReadingOnce };
  beforeAll(async () => {
    [indexer, chunker, data] = [await openIndexer('git_history'), await Chunker.load(), await mkdtemp(join(tmpdir(), 'skein-data-'))];
    verification = new Verification({ ...indexer, stored: new StoredRowsRepository(indexer.database) });
    readOnce = { chunker: new CuttingOnce(chunker), history: new ReadingOnce() };
  });
  afterAll(async () => {
    await Promise.all([indexer.close(), chunker.close(), rm(data, { recursive: true, force: true })]);
  });

  const sourceOf = (place: string, tenant: string, ref?: string) =>
    new GitSource({ place, ref, name: 'shop', dataFolder: join(data, tenant), environment: process.env }, chunker);
  const index = (place: string, tenant: string, ref?: string) =>
    indexSource(indexer.writer, sourceOf(place, tenant, ref), { tenant, project: 'shop' });

  /** Where a clean rebuild of the commit would differ: of its whole tree, in ways that share nothing with how the index is kept. */
  async function differences(place: string, tenant: string, { ref, anew }: { ref?: string; anew: boolean }): Promise<IndexDifference[]> {
    const options = { place, ref, name: 'shop', dataFolder: join(data, 'clean'), environment: process.env };
    const source = new GitSource({ ...options, history: anew ? wholeHistory : readOnce.history }, anew ? chunker : readOnce.chunker);
    const compared = await verification.compare(source, { tenant, project: 'shop' }, { signal: new AbortController().signal });
    expect(compared.documents).toBeGreaterThan(0);
    return compared.first;
  }

  /** A process that kills itself after its first transaction. */
  async function killInTheMiddle(options: { place: string; ref?: string; tenant: string }): Promise<void> {
    const given = JSON.stringify({ ...options, url: indexer.place.url, name: 'shop', dataFolder: join(data, options.tenant) });
    const hooks = ['--import', new URL('test/typescript-hooks.mjs', root).href, '--conditions', 'skein-source', '--no-warnings'];
    const child = spawn(process.execPath, [...hooks, killedRun, given], { stdio: ['ignore', 'inherit', 'inherit'] });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    // As the next process does when it starts.
    await indexer.runs.interruptAll();
    await indexer.index.fill();
  }

  /** Indexes commit after commit, and looks after each whether a clean rebuild is the same and no more was read than had changed. */
  async function follow(place: string, tenant: string, all: AsyncIterable<{ at: string; ref?: string; kill?: boolean }>, git: Git) {
    let [before, last]: [Map<string, string>, string | undefined] = [new Map(), undefined];
    const did = { steps: 0, changes: 0, read: 0 };
    for await (const { at, ref, kill } of all) {
      if (kill) await killInTheMiddle({ place, ref, tenant });
      const { work, counts } = await index(place, tenant, ref);
      const after = await documentHashes(indexer.database, tenant);
      // Now and then nothing is taken from earlier rebuilds, to see that those are none the worse for it.
      expect(await differences(place, tenant, { ref, anew: kill === true || did.steps % 25 === 0 })).toEqual([]);
      did.steps++;
      if (last !== undefined && !kill) {
        const range = (args: string[]) =>
          git(...args)
            .split('\n')
            .filter(Boolean);
        expect(work.steps).toBe(range(['rev-list', `${last}...${at}`]).length);
        const changed = new Set([
          ...range(['-c', 'core.quotePath=false', 'diff', '--name-only', '--no-renames', last, at]),
          ...differing(before, after),
        ]);
        did.changes += changed.size;
        did.read += work.read;
        expect(work.read).toBeLessThanOrEqual(changed.size);
        expect(counts.documents.written).toBeLessThanOrEqual(changed.size);
      }
      [before, last] = [after, at];
    }
    return { ...did, indexed: await indexedOf(indexer.database, tenant) };
  }

  it('equals a clean rebuild after every change, and reads only what changed', async () => {
    await using repository = await TestRepository.make();
    const git: Git = (...args) => repository.git(...args);
    async function* steps() {
      for (const [number, change] of eventfulHistory.entries()) {
        change(repository);
        yield { at: git('rev-parse', 'HEAD'), kill: number === 0 || number === 6 };
      }
    }
    const { indexed } = await follow(repository.folder, 'acme', steps(), git);
    const skipped = new Map(indexed.documents.map(({ key, skipped }) => [key, skipped]));
    expect(skipped.get('logo.png')).toBe('binary');
    expect(skipped.get('big.txt')).toBe('too-large');
    expect(skipped.has('dist/out.js')).toBe(false);
    const histories = indexed.chunks.filter(({ document, details }) => document === 'lib/part-1.ts' && 'history' in (details as object));
    expect(histories).toMatchObject([{ details: { history: ['Move everything', 'Count twice', 'Begin'] } }]);
  }, 180_000);

  it('equals a clean rebuild when the commit that was indexed was pushed over and collected', async () => {
    await using repository = await TestRepository.make();
    repository.write({ 'a.ts': 'export const a = 1;' }).commit('Begin');
    const lost = repository.write({ 'b.ts': 'export const b = 1;' }).commit('Lose this');
    await index(repository.folder, 'lost');
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    repository.write({ 'c.ts': 'export const c = 1;' }).commit('Keep this');
    repository.git('reflog', 'expire', '--expire=now', '--all');
    repository.git('gc', '--quiet', '--prune=now');
    expect(() => repository.git('cat-file', '-e', lost)).toThrow();
    expect((await index(repository.folder, 'lost')).work.steps).toBe(2);
    expect(await differences(repository.folder, 'lost', { anew: true })).toEqual([]);
  });

  (proven === undefined ? it.skip : it)(
    `does so over ${COMMITS} commits of a real repository`,
    async () => {
      const git: Git = (...args) =>
        execFileSync('git', args, { cwd: proven, maxBuffer: 1 << 28 })
          .toString('utf8')
          .trim();
      const commits = git('rev-list', '--first-parent', '--reverse', 'HEAD').split('\n').slice(-COMMITS);
      async function* steps() {
        for (const [number, at] of commits.entries()) {
          yield { at, ref: at, kill: number === Math.floor(commits.length / 2) };
          const back = commits[number - 15];
          if (number % 20 === 19 && back) yield { at: back, ref: back }; // to another branch, and on from there
        }
      }
      const did = await follow(proven!, 'real', steps(), git);
      const { documents, chunks } = did.indexed;
      process.stderr.write(
        `${did.steps} steps over ${commits.length} commits, ${documents.length} files and ${chunks.length} chunks at the end: ` +
          `behind the first, ${did.changes} files changed or got another history, and ${did.read} were read; ` +
          `the clean rebuilds took ${readOnce.chunker.calls} files, ${readOnce.chunker.cut} of them different\n`,
      );
    },
    3_600_000,
  );
});

type Git = (...args: string[]) => string;

/** Documents that are not the same in both. */
const differing = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
