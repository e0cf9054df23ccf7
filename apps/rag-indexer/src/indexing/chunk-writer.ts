import type { Queryable } from '@skein/postgres';
import { contentOfText } from '../embedding/embedding-space.ts';
import { contentOf, encodePoint } from '../points/point-bytes.ts';
import type { Chunk, ChunkPlace } from '../storage/chunk.ts';
import type { ChunksRepository } from '../storage/chunks.repository.ts';
import type { PointsRepository, StoredPoint } from '../storage/points.repository.ts';

/** What a transaction did, for the index behind it. */
export interface Written {
  points: StoredPoint[];
  removed: string[];
  unchanged: number;
  /** The note of it, which goes when the index has it. */
  noted?: number;
}

/** Replaces chunks in the tables: those that are equal cost a comparison, those that are gone go. */
export class ChunkWriter {
  constructor(
    private readonly chunks: ChunksRepository,
    private readonly points: PointsRepository,
    /** The index is shared: what is committed is noted until it is there. */
    private readonly notesChanges: boolean,
  ) {}

  /** `chunks` are all that the documents have from now on. */
  async replace(
    tx: Queryable,
    place: ChunkPlace,
    { source, documents, chunks }: { source: string; documents: readonly string[]; chunks: readonly Chunk[] },
  ): Promise<Written> {
    const stored = new Map((await this.chunks.hashesOf(tx, place, source, documents)).map(({ id, hash }) => [id, hash]));
    const changed = chunks.filter(({ id, hash }) => stored.get(id) !== hash);
    const staying = new Set(chunks.map(({ id }) => id));
    const removed = [...stored.keys()].filter((id) => !staying.has(id));
    const points = changed.map(pointOf);
    await this.chunks.put(tx, changed);
    await this.points.put(tx, points);
    await this.chunks.delete(tx, place, removed);
    const noted = this.notesChanges ? await this.points.changes.note(tx, place, [...points.map(({ id }) => id), ...removed]) : undefined;
    return { points, removed, unchanged: chunks.length - changed.length, noted };
  }
}

export const pointOf = ({
  tenant,
  collection,
  id,
  project,
  payload,
  text,
  details,
}: Omit<Chunk, 'hash' | 'source' | 'document' | 'title' | 'updatedAt'>): StoredPoint => ({
  ...{ tenant, collection, id, project },
  payload: JSON.stringify(payload),
  data: encodePoint(contentOf({ ...details, text })),
  content: contentOfText(text),
});
