import type { Git } from './git.ts';

export interface TextFile {
  path: string;
  text: string;
}

const LARGEST_BYTES = 500_000;
const BATCH = 500;
const generated = [
  /(^|\/)(node_modules|vendor|dist|third_party)\//,
  /(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum|Cargo\.lock)$/,
  /\.(min\.js|min\.css|map|snap|svg)$/,
];

/** The text files of a commit: no links, nothing over 500,000 bytes, nothing generated, nothing with a U+0000 near its beginning. */
export async function filesAt(git: Git, commit: string): Promise<TextFile[]> {
  const listed = (await git.text('ls-tree', '-r', '-l', '-z', commit)).split('\0').filter(Boolean);
  const wanted = listed.flatMap((line) => {
    const [facts = '', path = ''] = line.split('\t');
    const [mode, type, id = '', size] = facts.split(/ +/);
    const fits = type === 'blob' && mode !== '120000' && Number(size) <= LARGEST_BYTES && !generated.some((one) => one.test(path));
    return fits ? [{ id, path }] : [];
  });
  const files: TextFile[] = [];
  for (let at = 0; at < wanted.length; at += BATCH) {
    const batch = wanted.slice(at, at + BATCH);
    const blobs = await git.blobs(batch.map(({ id }) => id));
    for (const [index, blob] of blobs.entries()) {
      if (!blob.subarray(0, 8_000).includes(0)) files.push({ path: batch[index]!.path, text: blob.toString() });
    }
  }
  return files;
}
