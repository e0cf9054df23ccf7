import type { Category } from '@skein/contracts';
import type { StoreCursor } from '@skein/log';

interface Place {
  category: Category;
  partition: number;
}

export type ReadCursors = (places: readonly Place[]) => Promise<(Place & { cursor: StoreCursor })[]>;

export interface CursorWatcher {
  /** The cursor as it was read. */
  read(cursor: StoreCursor): void;
  /** A transaction has committed everything up to `seq`. Answers whether that is all that it needs to know. */
  stored(seq: number): boolean;
}

// The database tells of every move; this is for a connection that has died without a word.
const REREAD_MS = 3_000;
const PAUSE_MS = 200;

/**
 * Tells owners where the store's cursors are: of commits as the database tells them, and of whole cursors where that is not enough. One reader:
 * what is to be read while it reads is read together in the next query, and every watcher gets the readings in their order.
 */
export class CursorWatch {
  readonly #watched = new Map<string, Place & { watchers: Set<CursorWatcher> }>();
  readonly #dirty = new Set<string>();
  /** Commits that were told of while cursors are being read: what is read may be older. */
  readonly #toldMeanwhile = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #reading = false;

  constructor(
    private readonly read: ReadCursors,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#timer = setInterval(() => this.allMayHaveMoved(), REREAD_MS);
    this.#timer.unref();
  }

  /** Tells of the cursor as it is now, and again whenever it may have moved. */
  watch(place: Place, watcher: CursorWatcher): () => void {
    const key = keyOfPlace(place);
    const watched = this.#watched.get(key) ?? { ...place, watchers: new Set() };
    watched.watchers.add(watcher);
    this.#watched.set(key, watched);
    this.#readSoon([place]);
    return () => {
      watched.watchers.delete(watcher);
      if (watched.watchers.size === 0 && this.#watched.get(key) === watched) this.#watched.delete(key);
    };
  }

  /** Transactions have committed up to these positions. */
  moved(positions: readonly (Place & { seq: number })[]): void {
    const unclear = positions.filter((position) => {
      const key = keyOfPlace(position);
      if (this.#reading) this.#toldMeanwhile.set(key, position.seq);
      return ![...(this.#watched.get(key)?.watchers ?? [])].every((watcher) => watcher.stored(position.seq));
    });
    if (unclear.length > 0) this.#readSoon(unclear);
  }

  allMayHaveMoved(): void {
    this.#readSoon([...this.#watched.values()]);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#watched.clear();
    this.#dirty.clear();
  }

  #readSoon(places: readonly Place[]): void {
    for (const place of places) if (this.#watched.has(keyOfPlace(place))) this.#dirty.add(keyOfPlace(place));
    if (this.#dirty.size > 0 && !this.#reading) void this.#readDirty();
  }

  async #readDirty(): Promise<void> {
    this.#reading = true;
    while (this.#dirty.size > 0) {
      await Promise.resolve(); // partitions that begin to be watched in one turn share a query
      const places = [...this.#dirty].flatMap((key) => this.#watched.get(key) ?? []);
      this.#dirty.clear();
      this.#toldMeanwhile.clear();
      try {
        for (const { cursor, ...place } of await this.read(places)) {
          const key = keyOfPlace(place);
          if (cursor.seq < (this.#toldMeanwhile.get(key) ?? 0)) continue; // it has moved on; who must know more has asked again
          for (const watcher of [...(this.#watched.get(key)?.watchers ?? [])]) watcher.read(cursor);
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
