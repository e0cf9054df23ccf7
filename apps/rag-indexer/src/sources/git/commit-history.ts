import type { KeptCommit } from './commit.ts';
import { commitsOf } from './commit-log.ts';
import type { Git } from './git.ts';

/** Where the commits of a repository come from. */
export interface CommitHistory {
  /** All commits that can be reached from `tip`, by their ids. `onRead` is told how many had to be read. */
  at(git: Git, tip: string, onRead: (commits: number) => void): Promise<ReadonlyMap<string, KeptCommit>>;
}

/** All of them, read anew each time. */
export const wholeHistory: CommitHistory = {
  async at(git, tip, onRead) {
    const commits = await commitsOf(git, tip);
    onRead(commits.length);
    return new Map(commits.map((commit) => [commit.id, commit]));
  },
};
