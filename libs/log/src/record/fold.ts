import { isOutcome, typeOfWireType, type EventRecord, type LogRecord, type StreamDecider } from '@skein/contracts';

/** A stream's state at a version, and the time of the event that made it (0 for a stream without events). */
export interface FoldedStream {
  state: unknown;
  version: number;
  time: number;
}

export const emptyStream = (decider: StreamDecider): FoldedStream => ({ state: decider.initialState(), version: 0, time: 0 });

/** Changes `folded` in place by one more event of its stream. */
export function foldEvent(
  decider: StreamDecider,
  folded: FoldedStream,
  record: Pick<EventRecord, 'type' | 'time' | 'version' | 'actor' | 'data'>,
): void {
  const time = Date.parse(record.time);
  const type = typeOfWireType(record.type);
  if (type === undefined) throw new RangeError(`unknown event type ${record.type}`);
  folded.state = decider.evolve(folded.state, { type, data: record.data }, { version: record.version, time, actor: record.actor });
  folded.version = record.version;
  folded.time = time;
}

/** Folds the events among `records` (of one stream, in order) onto `folded`. */
export function foldRecords(decider: StreamDecider, folded: FoldedStream, records: Iterable<LogRecord>): FoldedStream {
  for (const record of records) if (!isOutcome(record)) foldEvent(decider, folded, record);
  return folded;
}

/** What a stream is stored as: its newest snapshot of this reducer version, if any, and the values of the events behind it. */
export interface StoredFold {
  snapshot?: { state: string; version: number; time: number };
  tail: readonly string[];
}

/** The state that is stored. Throws what the fold throws. */
export function foldStored(decider: StreamDecider, { snapshot, tail }: StoredFold): FoldedStream {
  const start = snapshot ? { ...snapshot, state: JSON.parse(snapshot.state) as unknown } : emptyStream(decider);
  return foldRecords(
    decider,
    start,
    tail.map((value) => JSON.parse(value) as LogRecord),
  );
}
