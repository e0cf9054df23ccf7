import type { IndexDifference } from '@skein/contracts';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { pointOf } from '../indexing/chunk-writer.ts';
import type { SourceRef } from '../indexing/index-writer.ts';
import type { LiveIndex } from '../indexing/live-index.ts';
import type { Chunk } from '../storage/chunk.ts';
import type { DocumentRow } from '../storage/documents.repository.ts';
import type { CleanRows } from './clean-run.ts';
import type { StoredChunk, StoredDocument, StoredRowsRepository } from './stored-rows.repository.ts';

const PAGE = 2_000;

/** Holds the rows of a clean rebuild against those that are stored, and against what is searched. Nothing is written. */
export class RowComparison implements CleanRows {
  readonly counts = { documents: 0, chunks: 0 };
  readonly #documents = new Set<string>();
  /** Of each chunk of the clean rebuild: where it is, and what the index should have to filter by. */
  readonly #chunks = new Map<string, { place: string; payload: string }>();

  constructor(
    private readonly ref: SourceRef,
    private readonly stored: StoredRowsRepository,
    private readonly index: Pick<LiveIndex, 'vectors'>,
    private readonly tell: (difference: IndexDifference) => void,
  ) {}

  async take(documents: readonly DocumentRow[], chunks: readonly Chunk[]): Promise<void> {
    const keys = documents.map(({ key }) => key);
    const rows = new Map((await this.stored.documents(this.ref, keys)).map((row) => [row.key, row]));
    for (const document of documents) this.#document(document, rows.get(document.key));
    const ids = chunks.map(({ id }) => id);
    const found = new Map((await this.stored.chunks(this.ref, ids)).map((row) => [row.id, row]));
    for (const chunk of chunks) this.#chunk(chunk, found.get(chunk.id));
  }

  /** What nobody has told of must not be there; and what is searched must be what is stored. */
  async finish(): Promise<void> {
    for (const key of await this.stored.keys(this.ref))
      if (!this.#documents.has(key)) this.tell({ what: 'left-over', in: 'documents', place: key });
    for (const [id, { document, title }] of await this.stored.places(this.ref))
      if (!this.#chunks.has(id)) this.tell({ what: 'left-over', in: 'chunks', place: placeOf(document, title), id });
    await this.#searched();
  }

  #document({ key, version, skipped }: DocumentRow, row: StoredDocument | undefined): void {
    this.counts.documents++;
    this.#documents.add(key);
    const wanted = { version, reader: this.ref.reader, skipped: skipped ?? null };
    this.#compare('documents', { place: key }, wanted, row);
  }

  #chunk(chunk: Chunk, row: StoredChunk | undefined): void {
    const { id, document, title, project } = chunk;
    const place = placeOf(document, title);
    this.counts.chunks++;
    const { tenant: _, collection: __, updatedAt, details, text, ...rest } = chunk;
    // As it comes back from the database: without what is undefined.
    const asStored = { text: sha256(text), details: JSON.parse(JSON.stringify(details)) as unknown, updatedAt: new Date(updatedAt) };
    const wanted = { ...rest, ...asStored };
    this.#compare('chunks', { place, id }, wanted, row);
    const { payload, data } = pointOf(chunk);
    this.#chunks.set(id, { place, payload: sorted({ ...chunk.payload, tenant: this.ref.tenant, project }) });
    if (!row) return;
    const point = row.vectors === null ? undefined : { project: row.pointProject, payload: row.pointPayload, vectors: row.vectors };
    this.#compare('points', { place, id }, { project, payload: sha256(payload), vectors: sha256(data) }, point);
  }

  async #searched(): Promise<void> {
    const { tenant, collection, source } = this.ref;
    const searched = this.index.vectors.collection(collection, { tenant });
    const missing = new Map(this.#chunks);
    let from: string | undefined;
    do {
      const page = await searched.scroll({ filter: { equals: { source } }, limit: PAGE, from });
      for (const { id, payload } of page.points) {
        const wanted = this.#chunks.get(id);
        missing.delete(id);
        if (!wanted) this.tell({ what: 'left-over', in: 'index', place: String(payload['document']), id });
        else if (wanted.payload !== sorted(payload)) this.tell({ what: 'different', in: 'index', place: wanted.place, id });
      }
      from = page.next;
    } while (from !== undefined);
    for (const [id, { place }] of missing) this.tell({ what: 'missing', in: 'index', place, id });
  }

  #compare(where: IndexDifference['in'], at: { place: string; id?: string }, wanted: object, row: object | undefined): void {
    if (!row) return this.tell({ what: 'missing', in: where, ...at });
    const have = row as Record<string, unknown>;
    const fields = Object.entries(wanted).flatMap(([name, value]) => (isDeepStrictEqual(have[name], value) ? [] : [name]));
    if (fields.length > 0) this.tell({ what: 'different', in: where, ...at, fields });
  }
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

const placeOf = (document: string, title: string): string => (document === title ? document : `${document}: ${title}`);

const sorted = (payload: object): string => JSON.stringify(Object.entries(payload).sort(([a], [b]) => (a < b ? -1 : 1)));
