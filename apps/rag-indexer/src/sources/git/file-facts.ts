import { fileHistories } from '@skein/retrieval';
import { createHash } from 'node:crypto';
import type { KeptCommit } from './commit.ts';

/** What history says of a file. */
export interface FileFacts {
  /** Subjects of the commits that changed it, newest first. */
  history: readonly string[];
  /** The newest commit that changed it; merges aside. */
  last?: { commit: string; time: number };
  /** Changes with any of this. */
  version: string;
}

/** A function of the commits and of which files there are, so the same again after any way to get there. */
export function factsOf(commits: readonly KeptCommit[], paths: Iterable<string>): (path: string) => FileFacts {
  const present = new Set(paths);
  const histories = fileHistories(commits, present);
  const newest = new Map<string, { commit: string; time: number }>();
  for (const { id, time, changes } of commits)
    for (const { path, deleted } of changes) if (!deleted && present.has(path) && !newest.has(path)) newest.set(path, { commit: id, time });
  return (path) => {
    const [history, last] = [histories.get(path) ?? [], newest.get(path)];
    const version = createHash('sha256')
      .update(JSON.stringify([history, last]))
      .digest('hex')
      .slice(0, 16);
    return { history, version, ...(last ? { last } : {}) };
  };
}
