import type { DatasetQuery, Judgement } from './dataset.ts';
import type { LoggedCommit } from './git-log.ts';

/** A query should ask for few files; a commit over many is about something else than each of them. */
const MOST_FILES = 5;
const FEWEST_WORDS = 2;
/** What robots and release scripts write. */
const BY_ROBOTS = /^(bump |merge |revert|build\(deps|chore\(deps|update dependency|\[pre-commit|release|prepare |v?\d+\.\d+)/i;

/**
 * Commits as questions: the subject asks for the files that the commit changed. Left out are robots' commits, those that change more than
 * five files, and those that change none of the files that there are. From a subject go numbers of issues (`(#12)`) and every word that is
 * the path or the name of a changed file, since that would be the answer; a subject of fewer than two words then is left out too.
 */
export function judgedQueries(
  commits: readonly LoggedCommit[],
  files: ReadonlySet<string>,
): { queries: DatasetQuery[]; judgements: Judgement[] } {
  const queries: DatasetQuery[] = [];
  const judgements: Judgement[] = [];
  for (const { id, subject, changes } of commits) {
    const changed = [...new Set(changes.map(({ path, from }) => from ?? path))].filter((path) => files.has(path));
    if (BY_ROBOTS.test(subject) || changes.length > MOST_FILES || changed.length === 0) continue;
    const words = subject
      .replace(/\(#\d+\)|#\d+/g, ' ')
      .split(/\s+/)
      .filter((word) => word !== '' && !names(word, changed));
    if (words.length < FEWEST_WORDS) continue;
    queries.push({ id, text: words.join(' ') });
    judgements.push(...changed.map((file) => ({ query: id, file })));
  }
  return { queries, judgements };
}

function names(word: string, files: readonly string[]): boolean {
  const bare = word.toLowerCase().replace(/^[`'"(]+|[`'",:;.)]+$/g, '');
  return files.some((file) => file.toLowerCase() === bare || file.toLowerCase().endsWith(`/${bare}`));
}
