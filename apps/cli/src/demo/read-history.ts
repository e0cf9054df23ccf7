import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the commits of a repository tell. */
export interface History {
  kind: 'history';
  commits: number;
  authors: number;
  firstCommit: string;
  lastCommit: string;
  /** Commits by month, the newest twelve. */
  byMonth: Record<string, number>;
  /** Files that changed most often. */
  hotFiles: { path: string; changes: number }[];
  newestSubjects: string[];
}

/** There is nothing to read, and why. */
export interface NoHistory {
  kind: 'no-history';
  why: string;
}

// Enough for the story of a large repository, and read in seconds.
const MOST_COMMITS = 5_000;

/** Reads the newest commits (`most` of them) with git. A folder without a repository, or without commits, is an answer, not a failure. */
export async function readHistory(folder: string, signal: AbortSignal, most = MOST_COMMITS): Promise<History | NoHistory> {
  const git = async (...args: string[]) => (await run('git', ['-C', folder, ...args], { signal, maxBuffer: 256 * 1024 * 1024 })).stdout;
  let log: string;
  try {
    if ((await git('rev-parse', '--is-inside-work-tree')).trim() !== 'true') return { kind: 'no-history', why: 'it is no work tree' };
    log = await git('log', `--max-count=${most}`, '--no-renames', '--name-only', '--format=%x01%H%x02%an%x02%aI%x02%s', '--', '.');
  } catch (error) {
    signal.throwIfAborted();
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { kind: 'no-history', why: missing ? 'git is not installed' : 'git finds no repository with commits there' };
  }
  return historyOf(log);
}

/** From the output of `git log` in the format above. */
export function historyOf(log: string): History | NoHistory {
  const commits = log
    .split('\x01')
    .slice(1)
    .map((block) => {
      const [head = '', ...files] = block.split('\n').filter((line) => line !== '');
      const [, author = '', date = '', subject = ''] = head.split('\x02');
      return { author, date, subject, files };
    });
  if (commits.length === 0) return { kind: 'no-history', why: 'it has no commits' };
  const months = counted(commits.map(({ date }) => date.slice(0, 7)));
  return {
    kind: 'history',
    commits: commits.length,
    authors: new Set(commits.map(({ author }) => author)).size,
    firstCommit: commits.at(-1)!.date,
    lastCommit: commits[0]!.date,
    byMonth: Object.fromEntries(months.sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, 12)),
    hotFiles: counted(commits.flatMap(({ files }) => files))
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, 10)
      .map(([path, changes]) => ({ path, changes })),
    newestSubjects: commits.slice(0, 10).map(({ subject }) => subject.slice(0, 120)),
  };
}

function counted(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}
