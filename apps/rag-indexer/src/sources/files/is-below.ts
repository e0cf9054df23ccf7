import { join, sep } from 'node:path';

/** Whether a path is a folder or lies in it; both as they really are, without links. */
export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** Leaves out of the files of a folder those that lie in closed ones. */
export const outside = <T extends { key: string }>(files: readonly T[], root: string, closed: readonly string[]): T[] =>
  files.filter(({ key }) => !closed.some((folder) => isBelow(join(root, key), folder)));
