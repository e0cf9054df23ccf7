import { LARGEST_FILE } from '../text/limits.ts';
import type { SkipReason } from '../text/text-of.ts';
import { BlobReader } from './blob-reader.ts';
import { isGeneratedByName, markedAsGenerated } from './generated.ts';
import type { GitFiles, ListedFile } from './git-files.ts';
import type { Git } from './git.ts';
import { treeOf, type TreeFile } from './tree.ts';

/** The files of a commit: their blob ids tell what has changed, and only what has is read. */
export async function committedFiles(git: Git, commit: string): Promise<GitFiles> {
  const tree = await treeOf(git, commit);
  const generated = await markedAsGenerated(
    git,
    commit,
    tree.map(({ path }) => path),
  );
  const listed = tree.map((file) => listedOf(file, generated));
  let blobs: BlobReader | undefined;
  return {
    listed,
    async read({ blob }: ListedFile): Promise<Buffer | SkipReason> {
      blobs ??= new BlobReader(git);
      return (await blobs.read(blob!)) ?? 'missing';
    },
    [Symbol.asyncDispose]: async () => blobs?.[Symbol.asyncDispose](),
  };
}

function listedOf(file: TreeFile, generated: ReadonlySet<string>): ListedFile {
  const { path, mode, blob } = file;
  const reason = reasonOf(file, generated);
  return { key: path, blob, version: `${blob}-${mode}${reason ? `-${reason}` : ''}`, ...(reason ? { reason } : {}) };
}

function reasonOf({ path, mode, size, badPath }: TreeFile, generated: ReadonlySet<string>): SkipReason | undefined {
  if (mode === '160000') return 'submodule';
  if (mode === '120000') return 'symlink';
  if (badPath) return 'bad-path';
  if (isGeneratedByName(path) || generated.has(path)) return 'generated';
  return size > LARGEST_FILE ? 'too-large' : undefined;
}
