import { Collection, IndexSource } from '@skein/contracts';
import type { Database } from '@skein/postgres';
import type { ChunkPlace } from '../../storage/chunk.ts';
import { REMOVER } from './gone-source.ts';

/** A source of which something may be indexed. */
export interface RemovableSource extends ChunkPlace {
  source: string;
  project: string;
  /** `null`: by a version that did not keep that. */
  origin: IndexSource | null;
}

const columns = 'tenant, collection, source, project, origin';
const of = '(tenant = $1 and collection = $2 and source = $3)';

/** What of a schedule or a hint goes with a collection of a source. */
const fillers: Readonly<Record<Collection, { kinds: readonly IndexSource['kind'][]; hints: readonly string[] }>> = {
  code_patterns: { kinds: ['git'], hints: [] },
  feature_specs: { kinds: ['markdown', 'linear'], hints: ['projects', 'documents'] },
  issue_tracker: { kinds: ['github-issues', 'linear'], hints: ['issues'] },
  task_context: { kinds: [], hints: [] },
};

/** What there is of sources beside their documents. */
export class RemovalsRepository {
  constructor(private readonly database: Database) {}

  /** Those of that name, in all collections or in one; Linear is one source in two of them. */
  async find(tenant: string, { source, collection }: { source: string; collection?: Collection }): Promise<RemovableSource[]> {
    const text = `select ${columns} from rag_indexer.sources
      where tenant = $1 and source = $2 and ($3::text is null or collection = $3 or origin ->> 'kind' = 'linear') order by collection`;
    const rows = await this.database.withTenant(tenant, (tx) => tx.query<RemovableSource>(text, [tenant, source, collection ?? null]));
    return rows.map(rowOf);
  }

  /** Of all tenants: those whose removal has begun. */
  async unfinished(): Promise<RemovableSource[]> {
    const text = `select ${columns} from rag_indexer.sources where reader = $1`;
    return (await this.database.query<RemovableSource>(text, [REMOVER])).map(rowOf);
  }

  /** Keys of all documents that there are rows or chunks of. */
  async documents({ tenant, collection, source }: RemovableSource): Promise<string[]> {
    const text = `select key from rag_indexer.documents where ${of} union select document from rag_indexer.chunks where ${of}`;
    return (await this.database.query<{ key: string }>(text, [tenant, collection, source])).map(({ key }) => key);
  }

  /** Nothing begins a run of it any more by itself. */
  async unschedule({ tenant, collection, source }: RemovableSource): Promise<void> {
    const { kinds } = fillers[collection];
    const text = `delete from rag_indexer.schedules where tenant = $1 and source = $2 and request ->> 'kind' = any ($3::text[])`;
    await this.database.execute(text, [tenant, source, kinds]);
  }

  /** The rest of it, once its documents are gone. Of one that another run has taken meanwhile nothing goes. */
  async forget({ tenant, collection, source }: RemovableSource): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const gone = await tx.execute(`delete from rag_indexer.sources where ${of} and run is null and reader = $4`, [
        ...[tenant, collection, source, REMOVER],
      ]);
      if (gone === 0) return false;
      await tx.execute(`delete from rag_indexer.runs where ${of}`, [tenant, collection, source]);
      if (source === 'linear')
        await tx.execute('delete from rag_indexer.linear_hints where tenant = $1 and kind = any ($2::text[])', [
          ...[tenant, fillers[collection].hints],
        ]);
      // Vectors of texts that are nowhere any more: others keep theirs.
      await tx.execute(
        `delete from rag_indexer.vectors v where v.tenant = $1
           and not exists (select from rag_indexer.points p where p.tenant = v.tenant and p.content = v.content)`,
        [tenant],
      );
      return true;
    });
  }

  /** Whether somebody, of whatever tenant, has a source that is read from there. */
  async isRead(place: string): Promise<boolean> {
    const text = `select from rag_indexer.sources where origin ->> 'kind' = 'git' and origin ->> 'place' = $1 limit 1`;
    return (await this.database.query(text, [place])).length > 0;
  }
}

const rowOf = (row: RemovableSource): RemovableSource => ({
  ...row,
  collection: Collection.parse(row.collection),
  origin: row.origin && IndexSource.parse(row.origin),
});
