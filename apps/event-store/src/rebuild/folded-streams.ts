import { eventsByStream, eventsInLogOrder, type PartitionRef, type Queryable } from '@skein/postgres';
import { Folding, keyOfEvent, noRows, type FoldedStreams } from './folding.ts';
import { readEvent } from './read-event.ts';

/** Streams whose rows are handed on together: so many, or fewer with so many events. */
const [STREAMS, EVENTS] = [2_000, 10_000];

export interface FoldLimits {
  /** Characters of events whose streams may be in memory at the same time: what a fold keeps of an event is seldom more than its text. */
  characters: number;
  /** Is given the part that needs the processor, and runs it when it is due. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Folds a partition's whole history and hands on the rows that it makes. All streams side by side, as they stand in the log, when that fits
 * into memory; else one stream after the other, for which Postgres must sort them.
 */
export async function* foldedStreams(on: Queryable, place: PartitionRef, limits: FoldLimits): AsyncGenerator<FoldedStreams> {
  const streams = await limits.inTurn(() => foldInLogOrder(on, place, limits.characters));
  yield* inBatches(place, streams ? taken(streams) : foldByStream(on, place));
}

/** Nothing when there is more than the limit. */
async function foldInLogOrder(on: Queryable, place: PartitionRef, limit: number): Promise<Map<string, Folding> | undefined> {
  const streams = new Map<string, Folding>();
  let characters = 0;
  for await (const { values, share } of eventsInLogOrder(on, place)) {
    for (const value of values) {
      characters += value.length;
      const event = readEvent(value);
      const key = keyOfEvent(event);
      let folding = streams.get(key);
      if (!folding) streams.set(key, (folding = new Folding(place, event)));
      folding.event(event, value);
    }
    // Those that are left will be about as long; what is far too long is not begun with.
    if (characters > limit || characters / share > 1.5 * limit) return undefined;
  }
  return streams;
}

/** By name, so that rows which stand side by side in tables and indexes are written together. */
function* taken(streams: Map<string, Folding>): Generator<Folding> {
  for (const key of [...streams.keys()].sort()) {
    yield streams.get(key)!;
    streams.delete(key); // so that it is gone as soon as its rows are written
  }
}

async function* foldByStream(on: Queryable, place: PartitionRef): AsyncGenerator<Folding> {
  let current: Folding | undefined;
  for await (const values of eventsByStream(on, place)) {
    for (const value of values) {
      const event = readEvent(value);
      if (!current || current.stream !== event.subject || current.tenant !== event.tenant) {
        if (current) yield current;
        current = new Folding(place, event);
      }
      current.event(event, value);
    }
  }
  if (current) yield current;
}

async function* inBatches(place: PartitionRef, streams: Iterable<Folding> | AsyncIterable<Folding>): AsyncGenerator<FoldedStreams> {
  let made = noRows(place);
  for await (const folding of streams) {
    folding.addTo(made);
    if (made.streams.length < STREAMS && made.events < EVENTS) continue;
    yield made;
    made = noRows(place);
  }
  if (made.events > 0) yield made;
}
