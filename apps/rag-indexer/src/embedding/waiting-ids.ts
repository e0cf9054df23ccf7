import type { ChunkPlace } from '../storage/chunk.ts';
import { keyOfPlace } from './embeddings.ts';

/** Ids of points that were written and are to be embedded, by their place. */
export class WaitingIds {
  readonly #places = new Map<string, { place: ChunkPlace; ids: Set<string> }>();

  add(points: readonly (ChunkPlace & { id: string })[]): void {
    for (const { tenant, collection, id } of points) {
      const place = { tenant, collection };
      const key = keyOfPlace(place);
      const known = this.#places.get(key) ?? { place, ids: new Set<string>() };
      known.ids.add(id);
      this.#places.set(key, known);
    }
  }

  /** Takes them away, so many of one place at once, until there are none. */
  *take(atOnce: number): Generator<[ChunkPlace, string[]]> {
    for (let next = this.#places.entries().next(); !next.done; next = this.#places.entries().next()) {
      const [key, { place, ids }] = next.value;
      const some = [...ids.values().take(atOnce)];
      for (const id of some) ids.delete(id);
      if (ids.size === 0) this.#places.delete(key);
      yield [place, some];
    }
  }

  clear(): void {
    this.#places.clear();
  }
}
