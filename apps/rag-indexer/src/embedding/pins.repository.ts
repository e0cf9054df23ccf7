import { textArray, type Database } from '@skein/postgres';
import type { EmbeddingSpec } from '@skein/vector-index';
import type { ChunkPlace } from '../storage/chunk.ts';
import { spaceOf } from './embedding-space.ts';
import type { Pin } from './pin.ts';

interface PinRow extends ChunkPlace, EmbeddingSpec {
  space: string;
  searched: boolean;
  generation: string | null;
}

const columns = 'tenant, collection, searched, space, model, dimension, prefix, query_prefix as "queryPrefix", generation';
const table = 'rag_indexer.embeddings';
const names = 'tenant, collection, searched, space, model, dimension, prefix, query_prefix, generation';

/** How each collection of each tenant is embedded. */
export class PinsRepository {
  constructor(private readonly database: Database) {}

  /** Those of a tenant, or of all. */
  async all(tenant?: string): Promise<Pin[]> {
    const where = tenant === undefined ? '' : 'where tenant = $1';
    const rows = await this.database.query<PinRow>(`select ${columns} from ${table} ${where}`, tenant === undefined ? [] : [tenant]);
    return rows.map(pinOf);
  }

  /** Pins what has points and is not pinned yet: vectors of nothing cannot be of the wrong kind. */
  async pinUnpinned(spec: EmbeddingSpec): Promise<void> {
    await this.database.execute(
      `insert into ${table} (${names})
       select tenant, collection, true, $1, $2, $3, $4, $5, null from (select distinct tenant, collection from rag_indexer.points) as place
       on conflict (tenant, collection, searched) do nothing`,
      valuesOf(spec),
    );
  }

  /** Where nothing is, nothing is embedded. */
  async unpinEmpty(): Promise<void> {
    const points = 'select from rag_indexer.points p where p.tenant = e.tenant and p.collection = e.collection';
    await this.database.execute(`delete from ${table} e where not exists (${points})`);
  }

  async pin({ tenant, collection }: ChunkPlace, spec: EmbeddingSpec, generation: string): Promise<void> {
    await this.database.execute(
      `insert into ${table} (${names}) values ($6, $7, true, $1, $2, $3, $4, $5, $8) on conflict (tenant, collection, searched) do nothing`,
      [...valuesOf(spec), tenant, collection, generation],
    );
  }

  /** Wants vectors of this kind in place of all others of a tenant. Answers for how many collections. */
  want(tenant: string, spec: EmbeddingSpec): Promise<number> {
    return this.database.execute(
      `insert into ${table} (${names})
       select tenant, collection, false, $1, $2, $3, $4, $5, null from ${table}
         where tenant = $6 and searched and (space, query_prefix) is distinct from ($1::text, $5::text)
       on conflict (tenant, collection, searched) do update
         set space = $1, model = $2, dimension = $3, prefix = $4, query_prefix = $5`,
      [...valuesOf(spec), tenant],
    );
  }

  /** What was wanted by another configuration is not any more. */
  async forgetOthers({ queryPrefix, ...space }: EmbeddingSpec): Promise<void> {
    await this.database.execute(`delete from ${table} where not searched and (space, query_prefix) is distinct from ($1::text, $2::text)`, [
      ...[spaceOf(space), queryPrefix],
    ]);
  }

  /** From now on these are searched, in this generation. */
  async searched(pins: readonly Pin[], generation: string): Promise<void> {
    const wanted = pins.filter((pin) => !pin.searched);
    const places = (of: readonly Pin[]) => [textArray(of.map(({ tenant }) => tenant)), textArray(of.map(({ collection }) => collection))];
    const among = '(tenant, collection) in (select * from unnest($1::text[], $2::text[]))';
    await this.database.transaction(async (tx) => {
      await tx.execute(`delete from ${table} where searched and ${among}`, places(wanted));
      await tx.execute(`update ${table} set searched = true where ${among}`, places(wanted));
      await tx.execute(`update ${table} set generation = $3 where searched and ${among}`, [...places(pins), generation]);
    });
  }
}

const pinOf = ({ tenant, collection, searched, space, generation, ...spec }: PinRow): Pin => ({
  ...{ tenant, collection, searched, space, generation, spec },
});

const valuesOf = (spec: EmbeddingSpec) => [spaceOf(spec), spec.model, spec.dimension, spec.prefix, spec.queryPrefix];
