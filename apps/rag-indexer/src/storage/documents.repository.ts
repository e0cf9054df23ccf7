import { textArray, type Database, type Queryable } from '@skein/postgres';
import type { SourceRef } from '../indexing/index-writer.ts';

export interface DocumentRow {
  key: string;
  version: string;
  skipped?: string;
}

const of = '(tenant = $1 and collection = $2 and source = $3)';

/** Which documents of a source are indexed, and in which version. */
export class DocumentsRepository {
  constructor(private readonly database: Database) {}

  /** Keys of documents that are stored in the very version, read by the very reader for the very project. */
  async unchanged(ref: SourceRef, documents: readonly DocumentRow[]): Promise<Set<string>> {
    const rows = await this.database.query<{ key: string }>(
      `select d.key from unnest($5::text[], $6::text[]) as asked (key, version)
       join rag_indexer.documents d on d.tenant = $1 and d.collection = $2 and d.source = $3 and d.key = asked.key and d.version = asked.version
       where d.reader = $4 and d.project = $7`,
      [
        ...[...placeOf(ref), ref.reader, textArray(documents.map(({ key }) => key)), textArray(documents.map(({ version }) => version))],
        ref.project,
      ],
    );
    return new Set(rows.map(({ key }) => key));
  }

  async put(on: Queryable, ref: SourceRef, documents: readonly DocumentRow[]): Promise<void> {
    await on.execute(
      `insert into rag_indexer.documents (tenant, collection, source, reader, project, key, version, skipped)
       select $1, $2, $3, $4, $8, * from unnest($5::text[], $6::text[], $7::text[])
       on conflict (tenant, collection, source, key) do update
         set version = excluded.version, reader = excluded.reader, project = excluded.project, skipped = excluded.skipped`,
      [
        ...[...placeOf(ref), ref.reader, textArray(documents.map(({ key }) => key)), textArray(documents.map(({ version }) => version))],
        textArray(documents.map(({ skipped }) => skipped ?? null)),
        ref.project,
      ],
    );
  }

  /** Answers how many there were. */
  delete(on: Queryable, ref: SourceRef, keys: readonly string[]): Promise<number> {
    return on.execute(`delete from rag_indexer.documents where ${of} and key = any ($4::text[])`, [...placeOf(ref), textArray(keys)]);
  }

  async keys(ref: SourceRef): Promise<string[]> {
    const rows = await this.database.query<{ key: string }>(`select key from rag_indexer.documents where ${of}`, placeOf(ref));
    return rows.map(({ key }) => key);
  }
}

const placeOf = ({ tenant, collection, source }: SourceRef) => [tenant, collection, source];
