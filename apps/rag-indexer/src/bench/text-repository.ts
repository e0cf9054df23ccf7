import { execFile } from 'node:child_process';
import { copyFile, glob, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const LARGEST_FILE = 24_000;
const PATTERN = '**/*.{ts,tsx,js,mjs,cjs,py,go,java,rs,md}';

/** Makes a git repository of real source text: so many files from below a folder, in one commit. Answers how many there were. */
export async function textRepository(from: string, repository: string, files: number): Promise<number> {
  let copied = 0;
  for await (const file of glob(PATTERN, { cwd: from })) {
    if (copied >= files) break;
    const about = await stat(join(from, file));
    if (!about.isFile() || about.size > LARGEST_FILE || about.size < 100) continue;
    // A name that tools of a repository look into would be left out.
    const to = join(repository, file.replaceAll('node_modules', 'modules'));
    await mkdir(dirname(to), { recursive: true });
    await copyFile(join(from, file), to);
    copied += 1;
  }
  const git = (...args: string[]) => promisify(execFile)('git', ['-C', repository, ...args]);
  await git('init', '--quiet');
  await git('add', '--all', '--force');
  await git('-c', 'user.name=bench', '-c', 'user.email=bench@example.org', 'commit', '--quiet', '-m', 'Everything');
  return copied;
}
