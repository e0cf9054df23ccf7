import type { Timer } from '@skein/contracts';
import { int4Array, textArray } from '../arrays/arrays.ts';
import type { Queryable } from '../database/queryable.ts';
import type { PartitionRef } from './partition-ref.ts';
import type { StreamRef } from './stream-ref.ts';

/** A deadline as the store has it; `due` in ms since 1970. The stream may have moved it: the decider fires only what the state still holds. */
export interface StoredTimer extends PartitionRef, StreamRef, Timer {}

interface Row extends PartitionRef, StreamRef, Pick<Timer, 'purpose' | 'subject'> {
  set_by: number;
  due: Date;
}

// The index of deadlines compares categories byte by byte, so that whoever looks for one row by its key cannot be given it instead.
const arraysOf = (places: readonly PartitionRef[]) => [
  textArray(places.map((place) => place.category)),
  int4Array(places.map((place) => place.partition)),
];

/** Deadlines of `places` up to and including `before` (ms since 1970), soonest first, at most `limit`. */
export async function dueTimers(
  on: Queryable,
  places: readonly PartitionRef[],
  { before, limit }: { before: number; limit: number },
): Promise<StoredTimer[]> {
  const rows = await on.query<Row>(
    `select t.* from unnest($1::text[], $2::int4[]) p(category, partition)
     cross join lateral (
       select * from event_store.timers t where t.category collate "C" = p.category and t.partition = p.partition and t.due <= $3
       order by t.due limit $4) t
     order by t.due limit $4`,
    [...arraysOf(places), new Date(before), limit],
    'store.due-timers',
  );
  return rows.map(({ category, partition, tenant, stream, purpose, subject, set_by, due }) => ({
    ...{ category, partition, tenant, stream, purpose, subject },
    setBy: set_by,
    due: due.getTime(),
  }));
}

/** The soonest deadline of `places` after `after`, both in ms since 1970; `undefined` when there is none. */
export async function nextTimerAt(
  on: Queryable,
  places: readonly PartitionRef[],
  { after }: { after: number },
): Promise<number | undefined> {
  const [row] = await on.query<{ due: Date | null }>(
    `select min(t.due) as due from unnest($1::text[], $2::int4[]) p(category, partition)
     cross join lateral (
       select t.due from event_store.timers t where t.category collate "C" = p.category and t.partition = p.partition and t.due > $3
       order by t.due limit 1) t`,
    [...arraysOf(places), new Date(after)],
    'store.next-timer',
  );
  return row?.due?.getTime();
}
