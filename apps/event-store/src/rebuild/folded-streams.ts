import { keyOf, type Category, type EventRecord } from '@skein/contracts';
import { eventsByStream, noViewRows, type KeptRows, type PartitionRef, type Queryable, type SnapshotRow } from '@skein/postgres';
import { newFold } from '../folds/stream-fold.ts';
import { TouchedStream } from '../folds/touched-stream.ts';

/** Streams whose rows are handed on together: so many, or fewer with so many events. */
const [STREAMS, EVENTS] = [2_000, 10_000];
/** One snapshot of each so many versions is kept, and the newest. */
const BLOCK = 1_000;

export interface FoldedStreams extends KeptRows {
  /** In which the streams stand, with the seq and the time (ms since 1970) of the last event of each. */
  streams: { tenant: string; stream: string; seq: number; time: number }[];
  events: number;
}

interface Folding {
  category: Category;
  touched: TouchedStream;
  /** The last due one of each block of versions. */
  snapshots: Map<number, SnapshotRow>;
}

/** Folds a partition's whole history, stream by stream, and hands on the rows that it makes. */
export async function* foldedStreams(on: Queryable, place: PartitionRef): AsyncGenerator<FoldedStreams> {
  const { category } = place;
  let current: Folding | undefined;
  let key = '';
  let made = noRows(place);
  for await (const values of eventsByStream(on, place)) {
    for (const value of values) {
      const record = JSON.parse(value) as EventRecord;
      const own = keyOf(record.tenant, record.subject);
      if (own !== key || !current) {
        if (current) finish(current, made);
        if (made.streams.length >= STREAMS || made.events >= EVENTS) {
          yield made;
          made = noRows(place);
        }
        key = own;
        current = begin({ ...place, tenant: record.tenant, stream: record.subject }, category);
        made.streams.push({ tenant: record.tenant, stream: record.subject, seq: 0, time: 0 });
      }
      made.streams.at(-1)!.seq = record.seq;
      made.events += 1;
      next(current, record, value);
    }
  }
  if (current) finish(current, made);
  if (made.events > 0) yield made;
}

const noRows = ({ category, partition }: PartitionRef): FoldedStreams => ({
  category,
  partition,
  snapshots: [],
  views: noViewRows(),
  streams: [],
  events: 0,
});

const begin = (place: ConstructorParameters<typeof TouchedStream>[0], category: Category): Folding => ({
  category,
  // What cannot be folded is marked in its row, as when it was stored.
  touched: new TouchedStream(place, newFold(category), () => undefined),
  snapshots: new Map(),
});

function next({ touched, snapshots }: Folding, record: EventRecord, value: string): void {
  touched.event(record, value);
  if (touched.fold.broken) return;
  const due: SnapshotRow[] = [];
  touched.addSnapshot(due);
  for (const snapshot of due) snapshots.set(Math.floor((snapshot.version - 1) / BLOCK), snapshot);
}

function finish({ touched, snapshots }: Folding, made: FoldedStreams): void {
  made.streams.at(-1)!.time = touched.fold.folded.time;
  touched.addTo(made.views, made.snapshots);
  made.snapshots.push(...snapshots.values());
}
