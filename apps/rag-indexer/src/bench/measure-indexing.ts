import { Chunker } from '@skein/chunking';
import type { Database } from '@skein/postgres';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexSource } from '../sources/index-source.ts';
import { GitSource } from '../sources/git/git-source.ts';
import { benchIndexer } from './bench-indexer.ts';
import { textRepository } from './text-repository.ts';

export interface IndexingFigures {
  files: number;
  chunks: number;
  /** Reading the repository, parsing, cutting, vectors, tables and index; both cores together. */
  indexedPerSecond: number;
  /** CPU time of this process per chunk, in µs; the database's comes to it. */
  indexingCpuMicros: number;
  /** All files looked at again, none of them changed. */
  noopMs: number;
}

export const TENANT = 'bench';

/** Indexes a repository of real source text into an empty database, twice. */
export async function measureIndexing(
  database: Database,
  { folder, files, environment }: { folder: string; files: number; environment: Readonly<NodeJS.ProcessEnv> },
): Promise<IndexingFigures> {
  const home = await mkdtemp(join(tmpdir(), 'skein-bench-text-'));
  const chunker = await Chunker.load();
  try {
    const repository = join(home, 'repository');
    await textRepository(folder, repository, files);
    const { writer } = benchIndexer(database);
    const run = async (worktree: boolean) => {
      const source = new GitSource({ place: repository, worktree, dataFolder: join(home, 'data'), environment }, chunker);
      const [started, cpu] = [performance.now(), process.cpuUsage()];
      const { counts } = await indexSource(writer, source, { tenant: TENANT, project: 'bench' });
      const { user, system } = process.cpuUsage(cpu);
      return { counts, ms: performance.now() - started, micros: user + system };
    };
    const first = await run(false);
    const { written } = first.counts.chunks;
    // The same commit is known to be unchanged at a glance; the files of the folder are all looked at.
    await run(true);
    const again = await run(true);
    if (again.counts.documents.written > 0)
      throw new Error(`${again.counts.documents.written} documents of an unchanged folder were written`);
    return {
      ...{ files: again.counts.documents.unchanged, chunks: written },
      ...{ indexedPerSecond: Math.round((written / first.ms) * 1_000), indexingCpuMicros: Math.round(first.micros / written) },
      noopMs: Math.round(again.ms),
    };
  } finally {
    await chunker.close();
    await rm(home, { recursive: true, force: true });
  }
}
