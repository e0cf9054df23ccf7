import type { Chunker } from '@skein/chunking';
import { SkeinError } from '@skein/contracts';
import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { IndexRun } from '../../indexing/index-writer.ts';
import { outside } from '../files/is-below.ts';
import { safeRead, stateOf } from '../files/safe-read.ts';
import type { Reading, Source } from '../source.ts';
import { chunksOfProse } from '../text/chunks-of-prose.ts';
import { DocumentsInBatches } from '../text/documents-in-batches.ts';
import { textOf, type SkipReason } from '../text/text-of.ts';

const MARKDOWN = /\.(?:md|mdx|markdown)$/i;

/** A folder of Markdown: a document per file, its headings are its chunks. Hidden folders and links are not gone into. */
export class MarkdownSource implements Source {
  readonly collection = 'feature_specs';
  readonly reader = 'markdown/2';
  readonly name: string;

  constructor(
    private readonly folder: string,
    private readonly chunker: Chunker,
    name?: string,
    /** Folders of which nothing is read, as they really are. */
    private readonly closed: readonly string[] = [],
  ) {
    this.name = name ?? folder;
  }

  async read(run: IndexRun, { signal, work }: Reading): Promise<{ whole: boolean }> {
    const root = await realpath(this.folder).catch((cause: unknown) => {
      throw new SkeinError('index.source-unusable', `There is no folder "${this.folder}" where the rag-indexer runs.`, {}, { cause });
    });
    const found: { key: string; version: string; reason?: SkipReason }[] = [];
    for await (const path of markdownIn(root, '')) {
      const state = await stateOf(root, path);
      found.push('reason' in state ? { key: path, version: state.reason, reason: state.reason } : { key: path, version: state.version });
    }
    const listed = outside(found, root, this.closed);
    work.listed = listed.length;
    await run.alive(listed.length);
    await using batches = new DocumentsInBatches(run);
    for (const { key, version, reason } of await run.changed(listed)) {
      signal.throwIfAborted();
      const bytes = reason ?? (await safeRead(root, key));
      const found = typeof bytes === 'string' ? { reason: bytes } : textOf(bytes);
      work.read++;
      if ('reason' in found) await batches.skip({ key, version, reason: found.reason });
      else await batches.put({ key, version, title: key, chunks: await this.#chunks(key, found.text) });
    }
    await batches.flush();
    return { whole: true };
  }

  async #chunks(path: string, text: string) {
    const title = /^#\s+(.+)$/m.exec(text)?.[1] ?? basename(path);
    const chunks = await chunksOfProse(this.chunker, { key: 'document', title, kind: 'document', text });
    return chunks.map((chunk) => ({ ...chunk, path }));
  }
}

/** Links are listed but never followed, so there is no loop and no way out. */
async function* markdownIn(root: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') yield* markdownIn(root, path);
    else if (!entry.isDirectory() && MARKDOWN.test(entry.name)) yield path;
  }
}
