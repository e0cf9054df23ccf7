import { isOutcome, keyOf, type LogRecord } from '@skein/contracts';
import type { StoreGroup } from '@skein/log';
import { noViewRows, type AppendGroup, type PartitionRef, type StreamRef } from '@skein/postgres';
import { newFold } from './stream-fold.ts';
import type { StreamFolds } from './stream-folds.ts';
import { TouchedStream } from './touched-stream.ts';

/**
 * A deadline that holds no more changes nothing. None is ever refused; but where deciding it fails, those that it covers must not wait for it.
 */
const mayHaveFiredForNothing = (record: LogRecord): boolean =>
  isOutcome(record) && (record.data.outcome === 'unchanged' || record.data.code === 'command.failed');

/** Whether the stream's rows may depend on this record: an event's do, and deadlines do on one that has fired for nothing. */
const matters = ({ category }: PartitionRef, record: LogRecord): boolean =>
  !isOutcome(record) || (category === 'workflow' && mayHaveFiredForNothing(record));

/** The streams whose folds must be read before the group's rows can be made. */
export function missingFolds(folds: StreamFolds, place: PartitionRef, group: StoreGroup): StreamRef[] {
  const missing = new Map<string, StreamRef>();
  const seen = new Set<string>();
  for (const { record } of group.records) {
    if (!matters(place, record)) continue;
    const key = keyOf(record.tenant, record.subject);
    if (seen.has(key)) continue;
    seen.add(key);
    if (folds.get(place, key)) continue;
    if ('version' in record && record.version === 1) folds.set(place, key, newFold(place.category));
    else missing.set(key, { tenant: record.tenant, stream: record.subject });
  }
  return [...missing.values()];
}

/** Folds the group, in place, and makes its rows. All folds must be there. `report` is told of streams that cannot be folded any more. */
export function appendGroupOf(
  folds: StreamFolds,
  place: PartitionRef,
  group: StoreGroup,
  report: (stream: StreamRef, error: unknown) => void,
): AppendGroup {
  const touched = new Map<string, TouchedStream>();
  for (const { record, value } of group.records) {
    if (!matters(place, record)) continue;
    const key = keyOf(record.tenant, record.subject);
    let stream = touched.get(key);
    if (!stream) {
      const fold = folds.get(place, key);
      if (!fold) throw new RangeError(`the stream ${key} has not been read`);
      stream = new TouchedStream({ ...place, tenant: record.tenant, stream: record.subject }, fold, report);
      touched.set(key, stream);
    }
    if (isOutcome(record)) stream.firedForNothing();
    else stream.event(record, value);
  }
  const made: AppendGroup = { category: place.category, partition: place.partition, group, snapshots: [], views: noViewRows() };
  for (const stream of touched.values()) stream.addTo(made.views, made.snapshots);
  return made;
}
