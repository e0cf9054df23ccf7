import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { KeptCommit } from './commit.ts';
import { wholeHistory, type CommitHistory } from './commit-history.ts';
import { commitsOf } from './commit-log.ts';
import { GitFailure, type Git } from './git.ts';

/** The commits of a repository as they were read last, in a file that may go: then all of them are read again. */
export class KeptCommits implements CommitHistory {
  constructor(private readonly file: string) {}

  /** All commits that can be reached from `tip`; only those that the last ones did not reach are read. */
  async at(git: Git, tip: string, onRead: (commits: number) => void): Promise<ReadonlyMap<string, KeptCommit>> {
    const kept = await this.#load();
    if (kept?.tip === tip) return kept.commits;
    const commits = (kept && (await moved(git, kept, tip, onRead))) ?? (await wholeHistory.at(git, tip, onRead));
    await this.#store(tip, commits);
    return commits;
  }

  async #load(): Promise<Kept | undefined> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const [head, ...lines] = text?.split('\n') ?? [];
    if (!head || lines.pop() !== 'end') return undefined; // nothing, or not written to its end
    try {
      return { tip: head, commits: byId(lines.map((line) => JSON.parse(line) as KeptCommit)) };
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof TypeError) return undefined; // damaged: no commits in these lines
      throw error;
    }
  }

  async #store(tip: string, commits: ReadonlyMap<string, KeptCommit>): Promise<void> {
    const lines = [tip, ...[...commits.values()].map((commit) => JSON.stringify(commit)), 'end'];
    const draft = `${this.file}.${randomUUID()}.new`; // another run may write its own at the same time
    try {
      await writeFile(draft, lines.join('\n'));
      await rename(draft, this.file);
    } finally {
      await rm(draft, { force: true });
    }
  }
}

interface Kept {
  tip: string;
  commits: Map<string, KeptCommit>;
}

const byId = (commits: readonly KeptCommit[]) => new Map(commits.map((commit) => [commit.id, commit]));

/**
 * Without those that only the old tip reaches, with those that only the new one does: exact for every two tips. `undefined` when git refuses, as
 * it does for a tip that was pushed over and collected.
 */
async function moved(git: Git, { tip: last, commits }: Kept, tip: string, onRead: (commits: number) => void) {
  try {
    const gone = (await git.text(['rev-list', last, `^${tip}`, '--'])).split('\n').filter(Boolean);
    const added = await commitsOf(git, tip, last);
    onRead(added.length + gone.length);
    for (const id of gone) commits.delete(id);
    for (const commit of added) commits.set(commit.id, commit);
    return commits;
  } catch (error) {
    if (error instanceof GitFailure) return undefined;
    throw error;
  }
}
