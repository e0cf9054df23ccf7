import type { Chunker } from '@skein/chunking';
import { SkeinError } from '@skein/contracts';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IndexRun } from '../../indexing/index-writer.ts';
import type { SourceDocument } from '../../indexing/source-document.ts';
import { labelPayload } from '../../points/label-payload.ts';
import type { Reading, Source } from '../source.ts';
import { chunksOfProse } from '../text/chunks-of-prose.ts';
import { DocumentsInBatches } from '../text/documents-in-batches.ts';
import { issuesOf, type ExportedIssue } from './issue-export.ts';

/** It is read into memory as a whole. */
const LARGEST_EXPORT = 256 * 1024 * 1024;

/** An export of GitHub issues, with their comments when they are in it. */
export class GithubIssuesSource implements Source {
  readonly collection = 'issue_tracker';
  readonly reader = 'github-issues/2';
  readonly name: string;

  constructor(
    private readonly file: string,
    private readonly chunker: Chunker,
    name?: string,
  ) {
    this.name = name ?? file;
  }

  async read(run: IndexRun, { signal, work }: Reading): Promise<{ whole: boolean }> {
    const { issues, strange } = issuesOf(await exportOf(this.file));
    const listed = issues.map((issue) => ({ key: String(issue.number), version: versionOf(issue), issue }));
    work.listed = listed.length + strange.length;
    await run.alive(work.listed);
    // What is told of twice is an issue if it can be read once.
    const readable = new Set(listed.map(({ key }) => key));
    const skipped = new Set(strange.filter((key) => !readable.has(key)));
    if (skipped.size > 0) await run.skip([...skipped].map((key) => ({ key, reason: 'unreadable' })));
    await using batches = new DocumentsInBatches(run);
    for (const { key, version, issue } of await run.changed(listed)) {
      signal.throwIfAborted();
      work.read++;
      await batches.put({ key, version, ...(await documentOf(issue, this.chunker)) });
    }
    await batches.flush();
    return { whole: true };
  }
}

async function exportOf(file: string): Promise<string> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new SkeinError('index.source-unusable', `"${file}" is no file.`);
    if (found.size > LARGEST_EXPORT)
      throw new SkeinError('index.source-unusable', `"${file}" is larger than 256 MiB. Export less at a time.`);
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof SkeinError) throw cause;
    throw new SkeinError('index.source-unusable', `"${file}" cannot be read where the rag-indexer runs.`, {}, { cause });
  }
}

const versionOf = (issue: ExportedIssue) => createHash('sha256').update(JSON.stringify(issue)).digest('hex');

async function documentOf(issue: ExportedIssue, chunker: Chunker): Promise<Omit<SourceDocument, 'key' | 'version'>> {
  const { number, body, state, labels, author, url, updatedAt, createdAt, comments } = issue;
  const title = `#${number} ${issue.title}`;
  const text = [`${title} (${state})`, ...(labels.length > 0 ? [`labels: ${labels.join(', ')}`] : []), ...(body ? ['', body] : [])].join(
    '\n',
  );
  const chunks = await chunksOfProse(chunker, { key: 'issue', title, kind: 'issue', text });
  for (const [index, comment] of comments.entries()) {
    const by = (comment.author ?? comment.user)?.login;
    const named = { key: `comment/${index + 1}`, title: `${title}: comment${by ? ` by ${by}` : ''}`, kind: 'comment' };
    chunks.push(...(await chunksOfProse(chunker, { ...named, text: comment.body ?? '' })));
  }
  const created = createdAt === undefined ? NaN : Date.parse(createdAt);
  const known = { ...(author ? { author } : {}), ...(Number.isNaN(created) ? {} : { createdAt: created }) };
  const filters = { state, ...known, ...labelPayload(labels) };
  return {
    title,
    filters,
    metadata: { labels },
    chunks,
    ...(url ? { url } : {}),
    ...(updatedAt && !Number.isNaN(Date.parse(updatedAt)) ? { updatedAt: new Date(updatedAt).toISOString() } : {}),
  };
}
