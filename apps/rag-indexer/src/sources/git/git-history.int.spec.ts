import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chunker } from '@skein/chunking';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventfulHistory } from '../../fixtures/eventful-history.fixture.ts';
import { indexedOf } from '../../fixtures/indexed.fixture.ts';
import { openIndexer } from '../../fixtures/indexer.fixture.ts';
import { TestRepository } from '../../fixtures/repository.fixture.ts';
import { indexSource } from '../index-source.ts';
import { GitSource } from './git-source.ts';

type Indexed = Awaited<ReturnType<typeof indexedOf>>;

const root = new URL('../../../../../', import.meta.url);
const killedRun = fileURLToPath(new URL('../../fixtures/killed-run.fixture.ts', import.meta.url));

/** With the proof: a repository of yours, else this one. */
const proven = process.env.SKEIN_PROOF ? (process.env.SKEIN_PROOF_REPOSITORY ?? fileURLToPath(root)) : undefined;
const COMMITS = 200;

describe('the index of a repository', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  let chunker: Chunker;
  let data: string;
  beforeAll(async () => {
    [indexer, chunker, data] = [await openIndexer('git_history'), await Chunker.load(), await mkdtemp(join(tmpdir(), 'skein-data-'))];
  });
  afterAll(async () => {
    await Promise.all([indexer.close(), chunker.close(), rm(data, { recursive: true, force: true })]);
  });

  const sourceOf = (place: string, tenant: string, ref?: string) =>
    new GitSource({ place, ref, name: 'shop', dataFolder: join(data, tenant), environment: process.env }, chunker);
  const index = (place: string, tenant: string, ref?: string) =>
    indexSource(indexer.writer, sourceOf(place, tenant, ref), { tenant, project: 'shop' });

  /** From nothing: what was indexed of the tenant before is gone, and so is what was kept. */
  async function cleanRebuild(place: string, ref?: string): Promise<Indexed> {
    const ran = { tenant: 'clean', project: 'shop', collection: 'code_patterns', source: 'shop', reader: 'nothing' } as const;
    await (await indexer.writer.begin(ran)).finish({ whole: true });
    expect(await indexedOf(indexer.database, 'clean')).toEqual({ chunks: [], documents: [] });
    await rm(join(data, 'clean'), { recursive: true, force: true });
    await index(place, 'clean', ref);
    return indexedOf(indexer.database, 'clean');
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
  async function follow(place: string, tenant: string, steps: AsyncIterable<{ at: string; ref?: string; kill?: boolean }>, git: Git) {
    let [before, last, read]: [Indexed, string | undefined, number] = [{ chunks: [], documents: [] }, undefined, 0];
    for await (const { at, ref, kill } of steps) {
      if (kill) await killInTheMiddle({ place, ref, tenant });
      const { work, counts } = await index(place, tenant, ref);
      const after = await indexedOf(indexer.database, tenant);
      expect(after).toEqual(await cleanRebuild(place, ref));
      expect(await indexer.index.vectors.collection('code_patterns', { tenant }).count()).toBe(after.chunks.length);
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
        expect(work.read).toBeLessThanOrEqual(changed.size);
        expect(counts.documents.written).toBeLessThanOrEqual(changed.size);
      }
      [before, last, read] = [after, at, read + work.read];
    }
    return { read, indexed: before };
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
      const { read, indexed } = await follow(proven!, 'real', steps(), git);
      process.stderr.write(`${commits.length} commits: ${read} files read, ${indexed.chunks.length} chunks at the end\n`);
    },
    3_600_000,
  );
});

type Git = (...args: string[]) => string;

/** Documents whose chunks are not the same in both. */
function differing(one: Indexed, other: Indexed): string[] {
  const of = ({ chunks }: Indexed) =>
    Map.groupBy(
      chunks.map((chunk) => JSON.stringify(chunk)),
      (text) => (JSON.parse(text) as { document: string }).document,
    );
  const [before, after] = [of(one), of(other)];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key)?.join('\n') !== after.get(key)?.join('\n'));
}
