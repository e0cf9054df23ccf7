import { safeRead, stateOf } from '../files/safe-read.ts';
import { isGeneratedByName } from './generated.ts';
import type { GitFiles, ListedFile } from './git-files.ts';
import type { Git } from './git.ts';

const AT_ONCE = 64;

/** The files that are in a work tree now, without those that `.gitignore` names. */
export async function workTreeFiles(git: Git, root: string): Promise<GitFiles> {
  const paths = new Set<string>();
  for await (const field of git.fields(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--full-name']))
    paths.add(field.toString('utf8'));
  const listed: ListedFile[] = [];
  const all = [...paths];
  for (let start = 0; start < all.length; start += AT_ONCE)
    listed.push(...(await Promise.all(all.slice(start, start + AT_ONCE).map((path) => listedOf(root, path)))).flat());
  return {
    listed,
    read: ({ key }) => safeRead(root, key),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function listedOf(root: string, path: string): Promise<ListedFile[]> {
  const state = await stateOf(root, path);
  const reason = 'reason' in state ? state.reason : isGeneratedByName(path) ? 'generated' : undefined;
  if (reason === 'missing') return []; // deleted, and not yet committed
  if (reason) return [{ key: path, version: reason, reason }];
  return [{ key: path, version: 'version' in state ? state.version : '' }];
}
