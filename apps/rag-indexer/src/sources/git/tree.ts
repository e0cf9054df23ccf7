import type { Git } from './git.ts';

export interface TreeFile {
  path: string;
  /** As git writes it: `100644`, `100755`, `120000` (symbolic link), `160000` (submodule). */
  mode: string;
  /** Name of its content, and so what tells whether it has changed. */
  blob: string;
  /** In bytes; 0 for a submodule. */
  size: number;
  /** The path is not UTF-8: it can be shown but not asked for. */
  badPath?: boolean;
}

/** All files of a commit. */
export async function treeOf(git: Git, commit: string): Promise<TreeFile[]> {
  const files: TreeFile[] = [];
  for await (const field of git.fields(['ls-tree', '-r', '-z', '-l', '--full-tree', commit])) {
    const tab = field.indexOf(0x09);
    const [mode, , blob, size] = field.subarray(0, tab).toString('latin1').split(/ +/);
    const name = field.subarray(tab + 1);
    const path = name.toString('utf8');
    const badPath = !Buffer.from(path).equals(name);
    files.push({ path, mode: mode!, blob: blob!, size: Number(size) || 0, ...(badPath ? { badPath } : {}) });
  }
  return files;
}
