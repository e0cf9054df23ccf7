import { keyOf, type Category } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { emptyStream, foldStored } from '@skein/log';
import { lookUp, textArray, type PartitionRef, type Queryable, type StoredStream, type StreamRef } from '@skein/postgres';
import type { StreamFold } from './stream-fold.ts';

/** What the store has of streams, folded, and the cursor's seq at that moment. By `tenant/stream`. */
export async function loadFolds(
  database: Queryable,
  place: PartitionRef,
  streams: readonly StreamRef[],
): Promise<{ at: number; folds: Map<string, StreamFold> }> {
  const { category } = place;
  const { reducerVersion } = deciderOf(category);
  const [found, broken] = await Promise.all([
    lookUp(database, { ...place, reducerVersion, commands: [], streams }),
    category === 'workflow' ? brokenAmong(database, streams) : new Set<string>(),
  ]);
  const folds = found.streams.map((stored) => {
    const key = keyOf(stored.tenant, stored.stream);
    return [key, foldOf(category, stored, broken.has(key))] as const;
  });
  return { at: found.at, folds: new Map(folds) };
}

const unseen = { timers: undefined, commandsInARow: 0 };

function foldOf(category: Category, stored: StoredStream, broken: boolean): StreamFold {
  const sizes = {
    snapshotBytes: Buffer.byteLength(stored.snapshot?.state ?? ''),
    tailBytes: stored.tail.reduce((sum, value) => sum + Buffer.byteLength(value), 0),
  };
  try {
    return { folded: foldStored(deciderOf(category), stored), ...sizes, ...unseen, broken };
  } catch {
    // It was marked as broken when its event was stored; history is kept all the same.
    return { folded: emptyStream(deciderOf(category)), ...sizes, ...unseen, broken: true };
  }
}

async function brokenAmong(database: Queryable, streams: readonly StreamRef[]): Promise<Set<string>> {
  const rows = await database.query<StreamRef>(
    `select w.tenant, w.stream from unnest($1::text[], $2::text[]) s(tenant, stream)
     cross join lateral (
       select * from event_store.workflows w where w.tenant = s.tenant and w.stream = s.stream and w.broken offset 0) w`,
    [textArray(streams.map(({ tenant }) => tenant)), textArray(streams.map(({ stream }) => stream))],
    'store.broken-among',
  );
  return new Set(rows.map(({ tenant, stream }) => keyOf(tenant, stream)));
}
