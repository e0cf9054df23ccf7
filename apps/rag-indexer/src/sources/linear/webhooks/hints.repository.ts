import { int8Array, textArray, type Database } from '@skein/postgres';
import { storable } from '../../../indexing/storable.ts';
import type { LinearKind, linearKinds } from '../linear-source.ts';
import type { LinearHint } from './linear-delivery.ts';
import type { LinearHook } from './linear-hooks.ts';

export interface NotedHint extends LinearHint {
  /** Which noting of it: a later one is another. */
  noted: number;
}

export type HintPlace = Pick<LinearHook, 'tenant' | 'project'>;

/** Linear tries for seven hours; after that nobody sends the same delivery again. */
const REMEMBERED = '1 day';

const due = '(next_at is null or next_at <= now())';

/** Hints that wait to be looked at, and the deliveries that brought them. */
export class HintsRepository {
  constructor(private readonly database: Database) {}

  /** Keeps a delivery with its hint, both or none. `false`: it came before. */
  async note({ name, tenant, project }: LinearHook, delivery: string, { kind, id }: LinearHint): Promise<boolean> {
    const [row] = await this.database.query<{ fresh: number }>(
      `with fresh as (
         insert into rag_indexer.webhook_deliveries (tenant, hook, delivery) values ($1, $2, $3) on conflict do nothing returning 1
       ), hint as (
         insert into rag_indexer.linear_hints (tenant, project, kind, id) select $1, $4, $5, $6 from fresh
         on conflict (tenant, project, kind, id) do update set noted = default, failures = 0, error = null, next_at = null
       )
       select count(*)::int as fresh from fresh`,
      [tenant, name, delivery, project, kind, id],
    );
    return row?.fresh === 1;
  }

  /** Where there are hints to look at now. */
  places(): Promise<HintPlace[]> {
    return this.database.query<HintPlace>(
      `select distinct tenant, project from rag_indexer.linear_hints where ${due} order by tenant, project`,
    );
  }

  /** The oldest ones of these kinds that are due. */
  waiting({ tenant, project }: HintPlace, kinds: readonly LinearKind[], limit: number): Promise<NotedHint[]> {
    return this.database.query<NotedHint>(
      `select kind, id, noted from rag_indexer.linear_hints
       where tenant = $1 and project = $2 and kind = any ($3::text[]) and ${due} order by noted limit $4`,
      [tenant, project, textArray(kinds), limit],
    );
  }

  /** Whether the tenant has anything of Linear in the collection, or a run that reads it. */
  async isIndexed({ tenant }: HintPlace, collection: keyof typeof linearKinds): Promise<boolean> {
    const text = `select from rag_indexer.sources where tenant = $1 and collection = $2 and source = 'linear'`;
    return (await this.database.query(text, [tenant, collection])).length > 0;
  }

  /** They were looked at; what was noted anew meanwhile stays. */
  async done({ tenant, project }: HintPlace, hints: readonly NotedHint[]): Promise<void> {
    await this.database.execute(
      `delete from rag_indexer.linear_hints h using unnest($3::text[], $4::text[], $5::bigint[]) as d (kind, id, noted)
       where h.tenant = $1 and h.project = $2 and h.kind = d.kind and h.id = d.id and h.noted = d.noted`,
      [
        ...[tenant, project, textArray(hints.map(({ kind }) => kind)), textArray(hints.map(({ id }) => id))],
        int8Array(hints.map(({ noted }) => noted)),
      ],
    );
  }

  /** They were refused, each for its own reason: they are tried again in 1, 2, 4 … minutes, at the latest after six hours. */
  async refused({ tenant, project }: HintPlace, hints: readonly (NotedHint & { reason: string })[]): Promise<void> {
    await this.database.execute(
      `update rag_indexer.linear_hints h set failures = h.failures + 1, error = d.reason,
         next_at = now() + least(interval '6 hours', interval '1 minute' * 2 ^ least(h.failures, 20))
       from unnest($3::text[], $4::text[], $5::bigint[], $6::text[]) as d (kind, id, noted, reason)
       where h.tenant = $1 and h.project = $2 and h.kind = d.kind and h.id = d.id and h.noted = d.noted`,
      [
        ...[tenant, project, textArray(hints.map(({ kind }) => kind)), textArray(hints.map(({ id }) => id))],
        ...[int8Array(hints.map(({ noted }) => noted)), textArray(hints.map(({ reason }) => storable(reason)))],
      ],
    );
  }

  /** In how many ms the next one of those that were refused is due; `undefined`: none was. */
  async nextInMs(): Promise<number | undefined> {
    const [row] = await this.database.query<{ ms: number | null }>(
      'select (extract(epoch from min(next_at) - now()) * 1000)::float8 as ms from rag_indexer.linear_hints',
    );
    return row?.ms ?? undefined;
  }

  async forgetOldDeliveries(): Promise<void> {
    await this.database.execute(`delete from rag_indexer.webhook_deliveries where received_at < now() - interval '${REMEMBERED}'`);
  }
}
