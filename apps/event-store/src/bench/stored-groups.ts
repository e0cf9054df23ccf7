import { categories, type Category } from '@skein/contracts';
import { accept, startCursor, type Cursor, type StoreGroup } from '@skein/log';
import type { PartitionRef, Queryable } from '@skein/postgres';

/** A stored group and where it belongs. */
export interface PlacedGroup {
  place: PartitionRef;
  group: StoreGroup;
}

interface Row {
  category: Category;
  partition: number;
  offset: number;
  value: string;
}

/**
 * The first records of each partition of a store, in groups as its event-store would write them: those that stand in one array go into one
 * transaction, `perAppend` records of all partitions together or a few more.
 */
export async function storedGroups(on: Queryable, most: number, perAppend: number): Promise<PlacedGroup[][]> {
  const places = await on.query<PartitionRef>(
    'select category, partition from event_store.cursors where seq > 0 order by category, partition',
  );
  const rows = await on.query<Row>(
    `select category, partition, "offset", value from event_store.records where seq <= $1 and category = any ($2) order by category, partition, seq`,
    [Math.ceil(most / places.length), [...categories]],
  );
  const appends: PlacedGroup[][] = [];
  for (const own of Map.groupBy(rows, ({ category, partition }) => `${category}/${partition}`).values()) {
    const { category, partition } = own[0]!;
    groupsOf(own, Math.ceil(perAppend / places.length)).forEach((group, index) => {
      (appends[index] ??= []).push({ place: { category, partition }, group });
    });
  }
  return appends;
}

/** Whole commands only: one that the last row cuts is left out. */
function groupsOf(rows: readonly Row[], size: number): StoreGroup[] {
  const groups: StoreGroup[] = [];
  let group = emptyGroup(startCursor());
  for (const { offset, value, partition } of rows) {
    const read = accept(group.to, value, partition);
    if (read.kind !== 'accepted') throw new Error(`offset ${offset} of partition ${partition} is no part of its history: ${read.kind}`);
    group.records.push({ record: read.record, value, hash: read.next.head, offset });
    group.to = { ...read.next, nextOffset: offset + 1, headOffset: offset };
    if (group.records.length < size || !read.record.last) continue;
    groups.push(group);
    group = emptyGroup(group.to);
  }
  return groups;
}

const emptyGroup = (from: Cursor): StoreGroup => ({ from, to: from, records: [], voids: 0 });
