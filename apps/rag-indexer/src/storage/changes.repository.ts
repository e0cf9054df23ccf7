import { textArray, type Database, type Queryable } from '@skein/postgres';
import type { ChunkPlace } from './chunk.ts';

/** Changes that were committed and may not be in a shared index, as notes beside them. */
export class ChangesRepository {
  constructor(private readonly database: Database) {}

  /** Notes, with the change itself, that the index is to be told of it. Answers the note's number. */
  async note(tx: Queryable, { tenant, collection }: ChunkPlace, ids: readonly string[]): Promise<number | undefined> {
    if (ids.length === 0) return undefined;
    const text = 'insert into rag_indexer.index_changes (tenant, collection, ids) values ($1, $2, $3::text[]::uuid[]) returning seq';
    return (await tx.query<{ seq: number }>(text, [tenant, collection, textArray(ids)]))[0]!.seq;
  }

  /** Oldest first. */
  unsettled(): Promise<(ChunkPlace & { seq: number; ids: string[] })[]> {
    return this.database.query('select seq, tenant, collection, ids from rag_indexer.index_changes order by seq');
  }

  /** The index has the change. While one is made anew that is said of the old one: the note stays for the new one. */
  async settle(seq: number): Promise<void> {
    const text = 'delete from rag_indexer.index_changes where seq = $1 and not exists (select from rag_indexer.index_state where filling)';
    await this.database.execute(text, [seq]);
  }
}
