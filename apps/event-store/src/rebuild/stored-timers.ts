import type { Timer } from '@skein/contracts';
import { textArray, type Queryable, type StreamRef, type TimerRow } from '@skein/postgres';
import type { FoldedStreams } from './folding.ts';
import { wrongTimers, type StreamTimers } from './wrong-timers.ts';

interface Row extends StreamRef, Pick<Timer, 'purpose' | 'subject'> {
  partition: number;
  set_by: number;
  due: Date;
}

const keyOf = ({ tenant, stream }: StreamRef) => `${tenant}/${stream}`;

/** What the store has of the deadlines of each of these streams, and what their events say. */
export async function storedTimers(on: Queryable, { category, partition, streams, views }: FoldedStreams): Promise<StreamTimers[]> {
  const rows = await on.query<Row>(
    `select t.* from unnest($1::text[], $2::text[]) s(tenant, stream)
     cross join lateral (
       select * from event_store.timers t where t.tenant = s.tenant and t.stream = s.stream and t.category = $3 offset 0) t`,
    [textArray(streams.map(({ tenant }) => tenant)), textArray(streams.map(({ stream }) => stream)), category],
  );
  const stored = Map.groupBy(rows, keyOf);
  const wanted = Map.groupBy(views.timers, keyOf);
  return streams.map((one) => ({
    ...one,
    partition,
    wanted: wanted.get(keyOf(one)) ?? [],
    stored: (stored.get(keyOf(one)) ?? []).map(({ set_by: setBy, due, ...row }) => ({ ...row, setBy, due: due.getTime() })),
  }));
}

/**
 * The deadlines that a rebuild writes: stored ones stay as they are where they are not wrong. An event-store that runs meanwhile relies on
 * those that it remembers.
 */
export async function timersAsStored(on: Queryable, made: FoldedStreams): Promise<TimerRow[]> {
  const streams = await storedTimers(on, made);
  return streams.flatMap((one) => (wrongTimers(one).length > 0 ? one.wanted : one.stored));
}
