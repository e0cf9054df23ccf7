import type { Category } from '@skein/contracts';
import { int8Array } from '../arrays/arrays.ts';
import type { Queryable } from '../database/queryable.ts';
import type { PartitionRef } from './partition-ref.ts';

/** Where the records of a partition are in the topic that was written anew. */
export interface MovedPartition extends PartitionRef {
  /** Of the record with seq 1, 2, 3 … */
  offsets: readonly number[];
  /** Hash of the last of them: the stored cursor must still have it. */
  head: string;
  /** Where the topic ends. */
  end: number;
}

/**
 * Moves the cursor of a partition, and what its records say of their offsets, to a topic that was written from the store. Within a transaction,
 * in the operator's role. Answers `false`, and has changed nothing, when the store has gone on meanwhile.
 */
export async function moveToTopic(
  on: Queryable,
  { category, partition, offsets, head, end }: MovedPartition,
  clusterId: string,
): Promise<boolean> {
  const moved = await on.execute(
    `update event_store.cursors set next_offset = $3, head_offset = $4, cluster_id = $5, parked_code = null, parked_detail = null
     where category = $1 and partition = $2 and seq = $6 and head = $7`,
    [category, partition, end, offsets.at(-1) ?? -1, clusterId, offsets.length, head],
  );
  if (moved !== 1) return false;
  await on.execute(
    `update event_store.records r set "offset" = o."offset" from unnest($3::int8[]) with ordinality o("offset", seq)
     where r.category = $1 and r.partition = $2 and r.seq = o.seq and r."offset" <> o."offset"`,
    [category, partition, int8Array(offsets)],
  );
  return true;
}

/** Moves the position of a projection of one service likewise; it has followed the same records. In that service's role. */
export async function movePosition(
  on: Queryable,
  schema: string,
  { category, partition, offsets, end }: { category: Category; partition: number; offsets: readonly number[]; end: number },
): Promise<void> {
  await on.execute(
    `update ${schema}.positions set next_offset = case when seq >= cardinality($3::int8[]) then $4 when seq = 0 then 0 else ($3::int8[])[seq] + 1 end
     where category = $1 and partition = $2`,
    [category, partition, int8Array(offsets), end],
  );
}
