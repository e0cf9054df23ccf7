import { Chunker } from '@skein/chunking';
import { fileHistories } from '@skein/retrieval';
import { basename } from 'node:path';
import type { Dataset, DatasetDocument } from './dataset.ts';
import { filesAt } from './git-files.ts';
import { logOf } from './git-log.ts';
import { Git } from './git.ts';
import { judgedQueries } from './judged-queries.ts';

/**
 * A data set from a repository's history: its chunks as they were `commits` commits ago (merges not counted) with what earlier commits said
 * of each file, and the subjects of the commits since then as queries. Nothing of the documents is from after the first query.
 */
export async function datasetFromGit(repository: string, commits: number): Promise<Dataset & { base: string }> {
  const git = new Git(repository);
  const base = await baseOf(git, commits);
  const files = await filesAt(git, base);
  const paths = new Set(files.map(({ path }) => path));
  const histories = fileHistories(await logOf(git, base), paths);
  const chunker = await Chunker.load();
  const documents: DatasetDocument[] = [];
  for (const file of files) {
    const { chunks } = await chunker.chunk(file);
    const { path } = file;
    const history = histories.get(path);
    // a file is found by its history once, however many chunks it has
    for (const [index, { key, symbol, signature, doc, imports, text }] of chunks.entries())
      documents.push({
        id: `${path}#${key}`,
        file: path,
        path,
        symbol,
        signature,
        doc,
        imports,
        text,
        ...(index === 0 && history ? { history } : {}),
      });
  }
  await chunker.close();
  const found = new Set(documents.map(({ file }) => file));
  return { name: basename(repository), base, documents, ...judgedQueries(await logOf(git, `${base}..HEAD`), found) };
}

/** The newest commit on the main line that has at least so many commits behind it. */
async function baseOf(git: Git, commits: number): Promise<string> {
  const line = (await git.text('rev-list', '--first-parent', 'HEAD')).trim().split('\n');
  let [low, high] = [0, line.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const since = Number(await git.text('rev-list', '--count', '--no-merges', `${line[middle]}..HEAD`));
    if (since >= commits) high = middle;
    else low = middle + 1;
  }
  return line[low]!;
}
