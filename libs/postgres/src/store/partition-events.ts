import type { Queryable } from '../database/queryable.ts';
import type { PartitionRef } from './partition-ref.ts';

const PAGE = 2_000;

/** Some events, and how much of all records has been read with them: 1 at the end. */
export interface EventsPage {
  values: string[];
  share: number;
}

/**
 * The values of all events of a partition as they stand in the log, in pages; one page is being read while the one before is worked on. Within a
 * transaction that keeps its cursor where it is.
 */
export async function* eventsInLogOrder(on: Queryable, { category, partition }: PartitionRef): AsyncGenerator<EventsPage> {
  const [cursor] = await on.query<{ seq: number }>('select seq from event_store.cursors where category = $1 and partition = $2', [
    category,
    partition,
  ]);
  const end = cursor?.seq ?? 0;
  const fetch = (from: number) =>
    inAdvance(
      on.query<{ value: string }>(
        `select value from event_store.records
         where partition = $1 and category = $2 and seq > $3 and seq <= $4 and version is not null order by seq`,
        [partition, category, from, from + PAGE],
        'store.events-in-log-order',
      ),
    );
  let next = fetch(0);
  for (let from = PAGE; from < end + PAGE; from += PAGE) {
    const page = await next;
    if (from < end) next = fetch(from);
    yield { values: page.map(({ value }) => value), share: Math.min(1, from / end) };
  }
}

/** Its error is thrown where it is awaited, if it still is. */
function inAdvance<T>(page: Promise<T>): Promise<T> {
  page.catch(() => undefined);
  return page;
}

/**
 * The same stream by stream, each in the order of its versions: for who cannot keep all streams of a partition in memory. Sorting them costs more
 * than all else. The name of the stream comes first in the order: tenants seldom differ, and each comparison would begin with them.
 */
export async function* eventsByStream(on: Queryable, { category, partition }: PartitionRef): AsyncGenerator<string[]> {
  const name = `events_${category}_${partition}`;
  // Sorting in memory is what makes this fast; what does not fit is sorted on disk.
  await on.execute(`set local work_mem = '128MB'`);
  await on.execute(
    `declare ${name} no scroll cursor for select value from event_store.records
     where category = $1 and partition = $2 and version is not null order by stream collate "C", tenant collate "C", version`,
    [category, partition],
  );
  const fetch = () => inAdvance(on.query<{ value: string }>(`fetch ${PAGE} from ${name}`));
  for (let next = fetch(); ;) {
    const page = await next;
    if (page.length === 0) break;
    next = fetch();
    yield page.map(({ value }) => value);
  }
  await on.execute(`close ${name}`);
}
