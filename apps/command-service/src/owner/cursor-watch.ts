import type { Category } from '@skein/contracts';
import type { StoreCursor } from '@skein/log';

interface Place {
  category: Category;
  partition: number;
}

export type ReadCursors = (places: readonly Place[]) => Promise<(Place & { cursor: StoreCursor })[]>;

type Deliver = (cursor: StoreCursor) => void;

// The database tells of every move; this is for a connection that has died without a word.
const REREAD_MS = 3_000;
const PAUSE_MS = 200;

/**
 * Tells owners where the store's cursors are. One reader: what moves while it reads is read together in the next query, and every
 * watcher gets the readings in their order.
 */
export class CursorWatch {
  readonly #watchers = new Map<string, Place & { deliver: Set<Deliver> }>();
  readonly #dirty = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #reading = false;

  constructor(
    private readonly read: ReadCursors,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#timer = setInterval(() => this.allMayHaveMoved(), REREAD_MS);
    this.#timer.unref();
  }

  /** Delivers the cursor as it is now, and again whenever it may have moved. */
  watch(place: Place, deliver: Deliver): () => void {
    const key = keyOfPlace(place);
    const watched = this.#watchers.get(key) ?? { ...place, deliver: new Set() };
    watched.deliver.add(deliver);
    this.#watchers.set(key, watched);
    this.moved([place]);
    return () => {
      watched.deliver.delete(deliver);
      if (watched.deliver.size === 0 && this.#watchers.get(key) === watched) this.#watchers.delete(key);
    };
  }

  moved(places: readonly Place[]): void {
    for (const place of places) if (this.#watchers.has(keyOfPlace(place))) this.#dirty.add(keyOfPlace(place));
    if (this.#dirty.size > 0 && !this.#reading) void this.#readDirty();
  }

  allMayHaveMoved(): void {
    this.moved([...this.#watchers.values()]);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#watchers.clear();
    this.#dirty.clear();
  }

  async #readDirty(): Promise<void> {
    this.#reading = true;
    while (this.#dirty.size > 0) {
      await Promise.resolve(); // partitions that begin to be watched in one turn share a query
      const places = [...this.#dirty].flatMap((key) => this.#watchers.get(key) ?? []);
      this.#dirty.clear();
      try {
        for (const { cursor, ...place } of await this.read(places)) {
          for (const deliver of [...(this.#watchers.get(keyOfPlace(place))?.deliver ?? [])]) deliver(cursor);
        }
      } catch (error) {
        this.failed(error);
        for (const place of places) this.#dirty.add(keyOfPlace(place));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
    this.#reading = false;
  }
}

const keyOfPlace = ({ category, partition }: Place) => `${category}/${partition}`;
