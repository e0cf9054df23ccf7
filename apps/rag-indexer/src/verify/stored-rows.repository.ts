import { textArray, type Database } from '@skein/postgres';
import type { SourceRef } from '../indexing/index-writer.ts';
import type { Chunk } from '../storage/chunk.ts';

export interface StoredDocument {
  key: string;
  version: string;
  reader: string;
  skipped: string | null;
}

/** A chunk with the point that was made of it. What is long comes as its SHA-256, in hexadecimal digits: the text, the point's payload and vectors. */
export interface StoredChunk extends Omit<Chunk, 'tenant' | 'collection' | 'updatedAt'> {
  updatedAt: Date;
  pointProject: string | null;
  pointPayload: string | null;
  vectors: string | null;
}

const sha256 = (bytes: string) => `encode(sha256(${bytes}), 'hex')`;

/** What is stored of a source, for those who compare it. */
export class StoredRowsRepository {
  constructor(private readonly database: Database) {}

  documents({ tenant, collection, source }: SourceRef, keys: readonly string[]): Promise<StoredDocument[]> {
    return this.database.query<StoredDocument>(
      `select key, version, reader, skipped from rag_indexer.documents
       where tenant = $1 and collection = $2 and source = $3 and key = any ($4::text[])`,
      [tenant, collection, source, textArray(keys)],
    );
  }

  chunks({ tenant, collection }: SourceRef, ids: readonly string[]): Promise<StoredChunk[]> {
    return this.database.query<StoredChunk>(
      `select c.id, c.project, c.source, c.document, c.title, ${sha256("convert_to(c.text, 'UTF8')")} as text, c.hash, c.payload, c.details, c.updated_at as "updatedAt",
         p.project as "pointProject", ${sha256("convert_to(p.payload, 'UTF8')")} as "pointPayload", ${sha256('p.data')} as vectors
       from rag_indexer.chunks c left join rag_indexer.points p using (tenant, collection, id)
       where c.tenant = $1 and c.collection = $2 and c.id = any ($3::text[]::uuid[])`,
      [tenant, collection, textArray(ids)],
    );
  }

  /** Where each chunk is, by its id. */
  async places({ tenant, collection, source }: SourceRef): Promise<Map<string, { document: string; title: string }>> {
    const rows = await this.database.query<{ id: string; document: string; title: string }>(
      'select id, document, title from rag_indexer.chunks where tenant = $1 and collection = $2 and source = $3',
      [tenant, collection, source],
    );
    return new Map(rows.map(({ id, ...place }) => [id, place]));
  }

  async keys({ tenant, collection, source }: SourceRef): Promise<string[]> {
    const text = 'select key from rag_indexer.documents where tenant = $1 and collection = $2 and source = $3';
    return (await this.database.query<{ key: string }>(text, [tenant, collection, source])).map(({ key }) => key);
  }
}
