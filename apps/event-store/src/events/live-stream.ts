import type { Category, Principal } from '@skein/contracts';
import type { StoreProgress } from '../progress/store-progress.ts';
import { storedEvent } from '../history/stored-event.ts';
import type { LiveEventsRepository } from './live-events.repository.ts';
import type { PositionVector } from './position-vector.ts';

export interface LiveStreamOptions {
  principal: Principal;
  /** The partitions that are followed. */
  places: readonly { category: Category; partition: number }[];
  stream?: string | undefined;
  /** Changed in place. */
  position: PositionVector;
  signal: AbortSignal;
}

const PAGE = 200;
const HEARTBEAT_MS = 15_000;

/** A message of a server-sent event stream (WHATWG HTML). Its id says where the reader is in every partition. */
const message = (id: string, data: unknown): string => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
const HEARTBEAT = ':\n\n';

/** Events as they are stored, from a position on, as text to send; commits wake it. Ends with the signal. */
export async function* liveStream(
  events: LiveEventsRepository,
  progress: StoreProgress,
  { principal, places, stream, position, signal }: LiveStreamOptions,
): AsyncGenerator<string, void, undefined> {
  let wake = Promise.withResolvers<void>();
  const rouse = () => wake.resolve();
  const stopListening = progress.onMoved(rouse);
  signal.addEventListener('abort', rouse);
  let quietSince = Date.now();
  try {
    while (!signal.aborted) {
      wake = Promise.withResolvers<void>();
      for (const { category, partition } of places) {
        const [after, upTo] = [position.get(category, partition), progress.seqOf(category, partition)];
        if (upTo <= after || signal.aborted) continue;
        const rows = await events.read(principal, { category, partition, after, upTo, stream, limit: PAGE });
        for (const row of rows) {
          position.set(category, partition, row.seq);
          yield message(position.toString(), storedEvent(row));
          quietSince = Date.now();
        }
        // What is left of the range is not this reader's.
        if (rows.length < PAGE) position.set(category, partition, upTo);
        else rouse();
      }
      const heartbeat = setTimeout(rouse, HEARTBEAT_MS);
      await wake.promise;
      clearTimeout(heartbeat);
      if (Date.now() - quietSince < HEARTBEAT_MS) continue;
      quietSince = Date.now();
      yield HEARTBEAT;
    }
  } finally {
    stopListening();
    signal.removeEventListener('abort', rouse);
  }
}
