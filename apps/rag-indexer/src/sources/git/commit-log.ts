import type { FileChange } from '@skein/retrieval';
import type { KeptCommit } from './commit.ts';
import type { Git } from './git.ts';

const BEGIN = 0x02;
const format = '--format=%x02%H %P%x00%ct%x00%s';

/** Commits that can be reached from `tip` and not from `without`, with what each changed. Merges change nothing of their own. */
export async function commitsOf(git: Git, tip: string, without?: string): Promise<KeptCommit[]> {
  const range = without === undefined ? [tip] : [tip, `^${without}`];
  const args = ['log', '-z', '--no-show-signature', '--name-status', '-M', '-l1000', '--no-ext-diff', '--no-color', format, ...range, '--'];
  const fields = git.fields(args)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await fields.next();
    return done ? undefined : (value as Buffer);
  };
  const text = async () => (await next())?.toString('utf8') ?? '';
  const commits: KeptCommit[] = [];
  let changes: FileChange[] = [];
  for (let field = await next(); field !== undefined; field = await next()) {
    if (field[0] === BEGIN) {
      const [id, ...parents] = field.subarray(1).toString('latin1').trim().split(' ');
      changes = [];
      commits.push({ id: id!, parents, time: Number(await text()), subject: (await text()).toWellFormed(), changes });
      continue;
    }
    const status = field.toString('latin1').trim();
    if (status === '') continue;
    const path = await text();
    if (status.startsWith('R')) changes.push({ path: await text(), from: path });
    else changes.push(status === 'D' ? { path, deleted: true } : { path });
  }
  return commits;
}
