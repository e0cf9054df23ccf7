import { keyOf } from '@skein/contracts';
import { noViewRows, type KeptRows, type PartitionRef, type SnapshotRow } from '@skein/postgres';
import { newFold } from '../folds/stream-fold.ts';
import { TouchedStream } from '../folds/touched-stream.ts';
import type { FoldedEvent } from './read-event.ts';

/** One snapshot of each so many versions is kept, and the newest. */
const BLOCK = 1_000;

/** Streams whose rows are handed on together. */
export interface FoldedStreams extends KeptRows {
  /** In which the streams stand, with the seq and the time (ms since 1970) of the last event of each. */
  streams: { tenant: string; stream: string; seq: number; time: number }[];
  events: number;
}

export const noRows = ({ category, partition }: PartitionRef): FoldedStreams => ({
  category,
  partition,
  snapshots: [],
  views: noViewRows(),
  streams: [],
  events: 0,
});

/** A stream that is being folded from its first event. */
export class Folding {
  readonly tenant: string;
  readonly stream: string;
  readonly #touched: TouchedStream;
  /** The last due one of each block of versions. */
  readonly #snapshots = new Map<number, SnapshotRow>();
  #seq = 0;
  #events = 0;

  constructor(place: PartitionRef, { tenant, subject }: FoldedEvent) {
    this.tenant = tenant;
    this.stream = subject;
    // What cannot be folded is marked in its row, as when it was stored.
    this.#touched = new TouchedStream({ ...place, tenant, stream: subject }, newFold(place.category), () => undefined);
  }

  event(event: FoldedEvent, value: string): void {
    this.#seq = event.seq;
    this.#events += 1;
    this.#touched.event(event, value);
    if (this.#touched.fold.broken) return;
    const due: SnapshotRow[] = [];
    this.#touched.addSnapshot(due);
    for (const snapshot of due) this.#snapshots.set(Math.floor((snapshot.version - 1) / BLOCK), snapshot);
  }

  /** Adds the rows of the stream; called once, after its last event. */
  addTo(made: FoldedStreams): void {
    made.streams.push({ tenant: this.tenant, stream: this.stream, seq: this.#seq, time: this.#touched.fold.folded.time });
    made.events += this.#events;
    this.#touched.addTo(made.views, made.snapshots);
    made.snapshots.push(...this.#snapshots.values());
  }
}

export const keyOfEvent = ({ tenant, subject }: FoldedEvent): string => keyOf(tenant, subject);
