import type { Commit, FileChange } from '@skein/retrieval';
import type { Git } from './git.ts';

export interface LoggedCommit extends Commit {
  id: string;
}

const [BEGIN, BETWEEN, END] = ['\u0001', '\u0002', '\u0003'];

/** The commits of a range without merges, newest first, with the files that they changed and renamed. */
export async function logOf(git: Git, range: string): Promise<LoggedCommit[]> {
  const format = `--format=${BEGIN}%H${BETWEEN}%s${END}`;
  const log = await git.text('-c', 'core.quotePath=false', 'log', '--no-merges', '-M', '--name-status', format, range, '--');
  return log
    .split(BEGIN)
    .slice(1)
    .map((entry) => {
      const [head = '', changes = ''] = entry.split(END);
      const [id = '', subject = ''] = head.split(BETWEEN);
      return { id, subject, changes: changes.split('\n').flatMap(changeOf) };
    });
}

function changeOf(line: string): FileChange[] {
  const [status = '', path, to] = line.split('\t');
  if (path === undefined) return [];
  if (status.startsWith('R') && to !== undefined) return [{ path: to, from: path }];
  return [status === 'D' ? { path, deleted: true } : { path }];
}
