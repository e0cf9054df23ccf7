/** A commit as `git log --name-status -M` tells it, without merges. */
export interface Commit {
  subject: string;
  changes: readonly FileChange[];
}

export interface FileChange {
  path: string;
  /** The path before, when the file was renamed. */
  from?: string;
  deleted?: boolean;
}

export interface HistoryLimits {
  /** Subjects kept of a file, the newest. */
  perFile: number;
  /** Commits that change more files say little of each of them, and are left out. */
  largestCommit: number;
}

export const historyLimits: HistoryLimits = { perFile: 200, largestCommit: 30 };

/**
 * What commits said when they changed each file, through renames: the `history` that a file is found by.
 *
 * @param commits newest first
 * @param present the files that there are after the newest of them
 * @returns subjects, newest first, of the files that have any
 */
export function fileHistories(
  commits: Iterable<Commit>,
  present: ReadonlySet<string>,
  { perFile, largestCommit }: HistoryLimits = historyLimits,
): Map<string, string[]> {
  const histories = new Map<string, string[]>();
  // what a path of an earlier commit is called now
  const names = new Map<string, string>();
  const nameOf = (path: string) => names.get(path) ?? (present.has(path) ? path : undefined);
  for (const { subject, changes } of commits) {
    for (const { path, from } of changes) {
      const name = from === undefined ? undefined : nameOf(path);
      if (from !== undefined && name !== undefined && !present.has(from)) names.set(from, name);
    }
    if (changes.length > largestCommit) continue;
    for (const { path, deleted } of changes) {
      const name = deleted ? undefined : nameOf(path);
      if (name === undefined) continue;
      const history = histories.get(name) ?? [];
      if (history.length < perFile) history.push(subject);
      histories.set(name, history);
    }
  }
  return histories;
}
