import type { StoreGroup } from '@skein/log';
import type { AppendGroup, PartitionRef, Queryable, StreamRef } from '@skein/postgres';
import { appendGroupOf, missingFolds } from '../folds/group-rows.ts';
import { loadFolds } from '../folds/load-folds.ts';
import type { StreamFolds } from '../folds/stream-folds.ts';

export interface Preparing {
  place: PartitionRef;
  group: StoreGroup;
  /** Nobody waits for it any more: then it must not touch the folds, which may be another incarnation's already. */
  isVoid(): boolean;
  /** Told of streams that cannot be folded any more. */
  report(stream: StreamRef, error: unknown): void;
}

/** Reads the folds that are not in memory, then folds the group. `lost`: the store has moved on without this process. */
export async function prepareGroup(
  database: Queryable,
  folds: StreamFolds,
  { place, group, isVoid, report }: Preparing,
): Promise<AppendGroup | 'lost'> {
  if (isVoid()) return 'lost';
  folds.trim(place);
  const missing = missingFolds(folds, place, group);
  if (missing.length > 0) {
    const { at, folds: loaded } = await loadFolds(database, place, missing);
    if (isVoid() || at !== group.from.seq) return 'lost';
    for (const [stream, fold] of loaded) folds.set(place, stream, fold);
  }
  return appendGroupOf(folds, place, group, report);
}
