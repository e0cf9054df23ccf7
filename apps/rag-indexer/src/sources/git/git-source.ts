import type { Chunker } from '@skein/chunking';
import { nameOfPlace, SkeinError } from '@skein/contracts';
import type { IndexRun } from '../../indexing/index-writer.ts';
import type { SourceDocument } from '../../indexing/source-document.ts';
import type { Reading, Source } from '../source.ts';
import { outside } from '../files/is-below.ts';
import { chunksOfFile } from '../text/chunks-of-file.ts';
import { DocumentsInBatches } from '../text/documents-in-batches.ts';
import { textOf, type SkipReason } from '../text/text-of.ts';
import type { CommitHistory } from './commit-history.ts';
import { committedFiles } from './committed-files.ts';
import { factsOf, type FileFacts } from './file-facts.ts';
import type { GitFiles, ListedFile } from './git-files.ts';
import { KeptCommits } from './kept-commits.ts';
import { newestFirst } from './newest-first.ts';
import { commitAt, openRepository, type RepositoryOptions } from './repository.ts';
import { webAddress } from './web-address.ts';
import { workTreeFiles } from './work-tree-files.ts';

export interface GitSourceOptions {
  place: string;
  /** Branch, tag or commit; what is checked out, or the other side's default branch, without it. */
  ref?: string;
  /** The files as they are in the folder now, committed or not. */
  worktree?: boolean;
  name?: string;
  dataFolder: string;
  /** In ms, for bringing a clone up to date; an hour without it. */
  patienceMs?: number;
  /** Does what brings the clone of a place up to date while nobody else does, beside this process. */
  alone?: RepositoryOptions['alone'];
  /** Rejects for folders that may not be read. */
  allows?: (path: string) => Promise<void>;
  /** Folders of which nothing is read, as they really are. */
  closed?: readonly string[];
  /** What is kept beside the clone, without it. */
  history?: CommitHistory;
  environment: Readonly<Record<string, string | undefined>>;
}

const ASKED_AT_ONCE = 5_000;

/** A repository: a document per file of one commit, cut at what it declares, with what the commits said that changed it. */
export class GitSource implements Source {
  readonly collection = 'code_patterns';
  readonly reader = 'git/2';
  readonly name: string;

  constructor(
    private readonly options: GitSourceOptions,
    private readonly chunker: Pick<Chunker, 'chunk'>,
  ) {
    this.name = options.name ?? nameOfPlace(options.place);
  }

  async read(run: IndexRun, { signal, work }: Reading): Promise<{ whole: boolean; cursor?: unknown }> {
    const { ref = 'HEAD', worktree = false, closed = [] } = this.options;
    const { git, workTree, kept } = await openRepository({ ...this.options, signal });
    const commit = await commitAt(git, ref);
    if (worktree && !workTree) throw new SkeinError('index.source-unusable', 'A repository without a folder of files has no work tree.');
    if (!worktree && isSame(run.cursor, commit)) return { whole: false };
    await using files = worktree ? await workTreeFiles(git, workTree!) : await committedFiles(git, commit);
    const listed = workTree ? outside(files.listed, workTree, closed) : files.listed;
    work.listed = listed.length;
    await run.alive(listed.length);
    const history = this.options.history ?? new KeptCommits(kept('commits'));
    const commits = await history.at(git, commit, (read) => (work.steps += read));
    const facts = factsOf(
      newestFirst(commits),
      listed.map(({ key }) => key),
    );
    const versions = listed.map((file) => ({
      ...file,
      version: file.reason ? file.version : `${file.version}-${facts(file.key).version}`,
    }));
    for (let start = 0; start < versions.length; start += ASKED_AT_ONCE) {
      const changed = await run.changed(versions.slice(start, start + ASKED_AT_ONCE));
      await this.#write(run, changed, { files, facts, signal, work });
    }
    return { whole: true, ...(worktree ? { cursor: {} } : { cursor: { commit } }) };
  }

  async #write(run: IndexRun, changed: readonly ListedFile[], { files, facts, signal, work }: Opened): Promise<void> {
    await using batches = new DocumentsInBatches(run);
    for (const file of changed) {
      signal.throwIfAborted();
      const { key, version } = file;
      const content = file.reason ?? (await contentOf(files, file));
      if (!file.reason) work.read++;
      if (typeof content === 'string') await batches.skip({ key, version, reason: content });
      else await batches.put(await this.#documentOf(file, content.text, facts(key)));
    }
    await batches.flush();
  }

  async #documentOf({ key, version }: ListedFile, text: string, { history, last }: FileFacts): Promise<SourceDocument> {
    const url = last && webAddress(this.options.place, last.commit, key);
    return {
      ...{ key, version, title: key, filters: { repo: this.name } },
      ...(url ? { url } : {}),
      ...(last ? { updatedAt: new Date(last.time * 1_000).toISOString(), metadata: { commit: last.commit } } : {}),
      chunks: await chunksOfFile(this.chunker, { path: key, text, history }),
    };
  }
}

interface Opened extends Reading {
  files: GitFiles;
  facts: (path: string) => FileFacts;
}

async function contentOf(files: GitFiles, file: ListedFile): Promise<{ text: string } | SkipReason> {
  const bytes = await files.read(file);
  const found = typeof bytes === 'string' ? { reason: bytes } : textOf(bytes);
  return 'reason' in found ? found.reason : found;
}

const isSame = (cursor: unknown, commit: string): boolean => (cursor as { commit?: string } | undefined)?.commit === commit;
