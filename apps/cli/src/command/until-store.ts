import { cursorsChannel, type Database } from '@skein/postgres';

/** Looks after each commit of the store until `look` finds something; `undefined` when it has found nothing within `withinMs`. */
export async function untilStore<T>(database: Database, withinMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  let wake: () => void = () => undefined;
  let moved = false;
  const onMove = () => {
    moved = true;
    wake();
  };
  const listener = await database.listen(cursorsChannel, { onNotify: onMove, onReconnect: onMove });
  const end = AbortSignal.timeout(withinMs);
  end.addEventListener('abort', () => wake());
  try {
    for (;;) {
      moved = false;
      const found = await look();
      if (found !== undefined || end.aborted) return found;
      if (!moved) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    await listener.stop();
  }
}
