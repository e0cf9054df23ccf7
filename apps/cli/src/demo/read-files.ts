import type { Dirent } from 'node:fs';
import { opendir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';

/** What the files of a folder tell. */
export interface Files {
  files: number;
  lines: number;
  bytes: number;
  /** By ending, most lines first. */
  byEnding: { ending: string; files: number; lines: number }[];
  largest: { path: string; lines: number }[];
  /** The first heading and paragraph of a README, when there is one. */
  readme?: string;
  /** Files that were not read, and why. */
  skipped: { reason: string; files: number }[];
}

const PASSED_OVER = new Set(['node_modules', '.git', 'dist', 'build', 'target', 'vendor', '.skein', '.nx', 'coverage', '__pycache__']);
const LARGEST_READ = 1024 * 1024;
const MOST_FILES = 50_000;
const AT_ONCE = 32;

/** Walks a folder, without following links. */
export async function readFiles(folder: string, signal: AbortSignal): Promise<Files> {
  const paths = await walk(folder, signal);
  const read: { path: string; lines: number; bytes: number; text: string }[] = [];
  const skipped = new Map<string, number>();
  if (paths.length === MOST_FILES) skipped.set(`beyond the first ${MOST_FILES}`, 1);
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    signal.throwIfAborted();
    for (const one of await Promise.all(paths.slice(start, start + AT_ONCE).map((path) => readOne(folder, path)))) {
      if ('reason' in one) skipped.set(one.reason, (skipped.get(one.reason) ?? 0) + 1);
      else read.push(one);
    }
  }
  const readme = read.find(({ path }) => /^readme(\.md|\.txt|\.rst)?$/i.test(path));
  const endings = [...Map.groupBy(read, ({ path }) => extname(path) || '(none)')];
  return {
    files: read.length,
    lines: sum(read, 'lines'),
    bytes: sum(read, 'bytes'),
    byEnding: endings
      .map(([ending, ofIt]) => ({ ending, files: ofIt.length, lines: sum(ofIt, 'lines') }))
      .sort((a, b) => b.lines - a.lines)
      .slice(0, 12),
    largest: read
      .toSorted((a, b) => b.lines - a.lines)
      .slice(0, 10)
      .map(({ path, lines }) => ({ path, lines })),
    ...(readme
      ? {
          readme: readme.text
            .trim()
            .split(/\n\s*\n/)
            .slice(0, 2)
            .join('\n\n')
            .slice(0, 1_000),
        }
      : {}),
    skipped: [...skipped].map(([reason, files]) => ({ reason, files })),
  };
}

async function walk(root: string, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined && found.length < MOST_FILES; folder = folders.pop()) {
    signal.throwIfAborted();
    const entries: Dirent[] = [];
    for await (const entry of await opendir(folder)) entries.push(entry);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) folders.push(join(folder, entry.name));
      else if (entry.isFile() && found.length < MOST_FILES) found.push(relative(root, join(folder, entry.name)));
    }
  }
  return found.sort();
}

async function readOne(
  root: string,
  path: string,
): Promise<{ path: string; lines: number; bytes: number; text: string } | { reason: string }> {
  try {
    const { size } = await stat(join(root, path));
    if (size > LARGEST_READ) return { reason: 'larger than 1 MiB' };
    const bytes = await readFile(join(root, path));
    if (bytes.subarray(0, 8_000).includes(0)) return { reason: 'binary' };
    const text = bytes.toString('utf8').toWellFormed();
    return {
      path,
      bytes: size,
      lines: text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
      text: text.slice(0, 4_000),
    };
  } catch (error) {
    return { reason: error instanceof Error && 'code' in error ? `unreadable (${String(error.code)})` : 'unreadable' };
  }
}

const sum = <K extends string>(rows: readonly Record<K, number>[], key: K): number => rows.reduce((total, row) => total + row[key], 0);
