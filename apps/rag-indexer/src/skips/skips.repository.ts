import type { SkippedDocument } from '@skein/contracts';
import type { Database } from '@skein/postgres';

/** Behind which of them a page begins. */
export type SkipPlace = readonly [collection: string, source: string, document: string];

interface Wanted {
  source?: string;
  collection?: string;
  limit: number;
}

/** What sources have and is not indexed. */
export class SkipsRepository {
  constructor(private readonly database: Database) {}

  list(tenant: string, { source, collection, limit }: Wanted, after?: SkipPlace): Promise<SkippedDocument[]> {
    return this.database.withTenant(tenant, (tx) =>
      tx.query<SkippedDocument>(
        `select collection, source, key as document, skipped as reason from rag_indexer.documents
         where tenant = $1 and skipped is not null and ($2::text is null or source = $2) and ($3::text is null or collection = $3)
           and ($4::text is null or (collection, source, key) > ($4, $5, $6))
         order by collection, source, key limit $7`,
        [tenant, source ?? null, collection ?? null, ...(after ?? [null, null, null]), limit],
      ),
    );
  }
}
