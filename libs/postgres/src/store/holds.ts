import type { Queryable } from '../database/queryable.ts';
import type { PartitionRef } from './partition-ref.ts';

/** A partition that an operator has parked on purpose: nothing of it is decided or stored until it is released. */
export interface Hold extends PartitionRef {
  because: string;
  heldBy: string;
  since: Date;
}

export const readHolds = (on: Queryable): Promise<Hold[]> =>
  on.query<Hold>('select category, partition, because, held_by as "heldBy", since from event_store.holds order by category, partition');

/** Only the operator's role may. The first reason stands; answers whether it was new. */
export async function setHold(on: Queryable, { category, partition, because, heldBy }: Omit<Hold, 'since'>): Promise<boolean> {
  const rows = await on.execute(
    'insert into event_store.holds (category, partition, because, held_by) values ($1, $2, $3, $4) on conflict do nothing',
    [category, partition, because, heldBy],
  );
  return rows > 0;
}

/** Answers whether there was one. */
export async function removeHold(on: Queryable, { category, partition }: PartitionRef): Promise<boolean> {
  return (await on.execute('delete from event_store.holds where category = $1 and partition = $2', [category, partition])) > 0;
}
