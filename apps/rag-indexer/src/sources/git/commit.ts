import type { Commit } from '@skein/retrieval';

/** A commit as the history of files needs it. */
export interface KeptCommit extends Commit {
  id: string;
  parents: readonly string[];
  /** Seconds since 1970, by the committer's clock. */
  time: number;
}
