import type { Chunker } from '@skein/chunking';
import { z } from 'zod';
import type { IndexRun } from '../../indexing/index-writer.ts';
import type { SourceDocument } from '../../indexing/source-document.ts';
import type { Reading, Source } from '../source.ts';
import { eachApart } from './each-apart.ts';
import type { LinearClient } from './linear-client.ts';
import { documentDocument, issueDocument, projectDocument, versionOf } from './linear-documents.ts';
import { LinearDocument, LinearIssue, LinearProject } from './linear-nodes.ts';
import { completed, ISSUES_AT_ONCE, pagesOf } from './linear-pages.ts';

type Refused = Parameters<NonNullable<LinearSourceOptions['onRefused']>>[0];
type Thing = LinearIssue | LinearProject | LinearDocument;

interface Kind {
  schema: z.ZodType<Thing>;
  documentOf(thing: never, chunker: Chunker): Promise<SourceDocument>;
}

/** Which kinds of things go into which collection. */
export const linearKinds = { issue_tracker: ['issues'], feature_specs: ['projects', 'documents'] } as const;
export const linearCollections = Object.keys(linearKinds) as (keyof typeof linearKinds)[];

const kinds = {
  issues: { schema: LinearIssue, documentOf: issueDocument },
  projects: { schema: LinearProject, documentOf: projectDocument },
  documents: { schema: LinearDocument, documentOf: documentDocument },
} satisfies Record<string, Kind>;
export type LinearKind = keyof typeof kinds;

export interface LinearSourceOptions {
  client: LinearClient;
  chunker: Chunker;
  collection: keyof typeof linearKinds;
  name?: string;
  /** Read everything again, which finds what is gone without a trace. It happens by itself once a day. */
  full?: boolean;
  /** Only look at these again, by id: somebody has hinted that they changed. */
  only?: Partial<Record<LinearKind, readonly string[]>>;
  /** Told of those of `only` that Linear refuses to tell anything of; without it they are recorded as not readable. */
  onRefused?: (refused: { kind: LinearKind; id: string; reason: string }) => void;
}

/** When the last sync, and the last full one, began: ms since 1970 by this machine's clock. */
const Cursor = z.object({ syncedAt: z.number(), fullAt: z.number() });

const FULL_EVERY_MS = 24 * 3_600_000;
/** Changes become visible out of order, and clocks differ: so much is read twice. */
const OVERLAP_MS = 5 * 60_000;

/** Linear's issues, or its projects with milestones and documents: what changed since the last time, and everything once a day. */
export class LinearSource implements Source {
  readonly reader = 'linear/2';
  readonly name: string;
  readonly collection: LinearSourceOptions['collection'];

  constructor(private readonly options: LinearSourceOptions) {
    this.name = options.name ?? 'linear';
    this.collection = options.collection;
  }

  async read(run: IndexRun, reading: Reading): Promise<{ whole: boolean; cursor?: unknown }> {
    const cursor = Cursor.safeParse(run.cursor).data;
    const { only, full } = this.options;
    if (only && cursor) return this.#readOnly(run, only, reading);
    const began = Date.now();
    const whole = full === true || !cursor || began - cursor.fullAt > FULL_EVERY_MS;
    const filter = whole ? undefined : { updatedAt: { gte: new Date(cursor.syncedAt - OVERLAP_MS).toISOString() } };
    for (const kind of linearKinds[this.collection]) {
      for await (const nodes of pagesOf(this.options.client, kind, filter, reading.signal)) await this.#write(run, kind, nodes, reading);
      if (kind === 'issues' && filter) await this.#readCommented(run, filter, reading);
    }
    return { whole, cursor: { syncedAt: began, fullAt: whole ? began : cursor.fullAt } };
  }

  /** A comment changes without its issue. */
  async #readCommented(run: IndexRun, filter: object, reading: Reading): Promise<void> {
    const ids = new Set<string>();
    const Comment = z.object({ issue: z.object({ id: z.string() }).nullish() });
    for await (const nodes of pagesOf(this.options.client, 'comments', filter, reading.signal))
      for (const { issue } of z.array(Comment).parse(nodes)) if (issue) ids.add(issue.id);
    await this.#readOnly(run, { issues: [...ids] }, reading);
  }

  async #readOnly(run: IndexRun, only: NonNullable<LinearSourceOptions['only']>, reading: Reading) {
    for (const kind of linearKinds[this.collection]) {
      const ids = only[kind] ?? [];
      const refused: Refused[] = [];
      await eachApart(ids, ISSUES_AT_ONCE, {
        ask: (some) => this.#readSome(run, kind, some, reading),
        refused: (id, { message }) => void refused.push({ kind, id, reason: message }),
      });
      if (this.options.onRefused) refused.forEach(this.options.onRefused);
      else if (refused.length > 0) await run.skip(refused.map(({ id }) => ({ key: id, reason: 'unreadable' })));
    }
    return { whole: false };
  }

  async #readSome(run: IndexRun, kind: LinearKind, some: readonly string[], reading: Reading): Promise<void> {
    const found = new Set<string>();
    for await (const nodes of pagesOf(this.options.client, kind, { id: { in: some } }, reading.signal))
      for (const id of await this.#write(run, kind, nodes, reading)) found.add(id);
    await run.remove(some.filter((id) => !found.has(id)));
  }

  /** Brings the index to what a page says; what is archived or deleted there goes here. Answers the ids of all that is on it. */
  async #write(run: IndexRun, kind: LinearKind, nodes: readonly unknown[], { signal, work }: Reading): Promise<string[]> {
    const { schema, documentOf } = kinds[kind] as Kind;
    work.steps++;
    work.listed += nodes.length;
    const { things, strange } = sortedOut(schema, nodes);
    if (strange.length > 0) await run.skip(strange.map((key) => ({ key, reason: 'unreadable' })));
    const gone = things.filter(({ archivedAt, trashed }) => archivedAt || trashed);
    if (gone.length > 0) await run.remove(gone.map(({ id }) => id));
    const live: Thing[] = [];
    for (const thing of things) if (!gone.includes(thing)) live.push(await completed(this.options.client, thing as never, signal));
    const changed = await run.changed(live.map((thing) => ({ key: thing.id, version: versionOf(thing), thing })));
    const documents: SourceDocument[] = [];
    for (const { thing } of changed) documents.push(await documentOf(thing as never, this.options.chunker));
    work.read += documents.length;
    if (documents.length > 0) await run.put(documents);
    return [...things.map(({ id }) => id), ...strange];
  }
}

/** Things that can be read, and the ids of those that cannot. When there are several and none can, it is not they who are strange: it throws. */
function sortedOut(schema: z.ZodType<Thing>, nodes: readonly unknown[]): { things: Thing[]; strange: string[] } {
  const read = nodes.map((node) => schema.safeParse(node));
  const things = read.flatMap(({ data }) => data ?? []);
  if (things.length === 0 && nodes.length > 1) z.array(schema).parse(nodes);
  const unread = nodes.filter((_, index) => !read[index]!.success);
  return {
    things,
    strange: z
      .array(z.object({ id: z.string() }))
      .parse(unread)
      .map(({ id }) => id),
  };
}
