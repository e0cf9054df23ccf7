import type { Category } from '@skein/contracts';
import { textArray } from '../arrays/arrays.ts';
import type { Queryable } from '../database/queryable.ts';
import type { CommandRef, StoredResult } from './look-up.ts';

export interface WantedResult extends CommandRef {
  category: Category;
}

export interface FoundResult extends StoredResult {
  category: Category;
  partition: number;
}

/** Those of `wanted` that have an outcome, of any partition, in one statement. */
export async function findResults(on: Queryable, wanted: readonly WantedResult[]): Promise<FoundResult[]> {
  const rows = await on.query<{ n: number; partition: number; hash: string; value: string }>(
    'select * from event_store.find_results($1, $2, $3, $4)',
    [
      textArray(wanted.map((one) => one.category)),
      textArray(wanted.map((one) => one.tenant)),
      textArray(wanted.map((one) => one.stream)),
      textArray(wanted.map((one) => one.id)),
    ],
    'store.find-results',
  );
  const found = new Map<number, FoundResult>();
  for (const { n, partition, hash, value } of rows) {
    const known = found.get(n);
    if (known) known.values.push(value);
    else {
      const { category, tenant, stream, id } = wanted[n - 1]!;
      found.set(n, { category, partition, tenant, stream, id, hash, values: [value] });
    }
  }
  return [...found.values()];
}
