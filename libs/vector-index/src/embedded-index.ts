import { EmbeddedCollection } from './embedded-collection.ts';
import { VectorIndex, type TenantCollection } from './vector-index.ts';

/** In-process adapter for one machine: nothing to run beside it, filled from the indexer's tables at start. */
export class EmbeddedIndex extends VectorIndex {
  readonly #collections = new Map<string, EmbeddedCollection>();

  /** Each tenant's collection is one of its own, so that not even word statistics are shared. */
  collection(name: string, tenant: string): TenantCollection {
    const key = `${name}/${tenant}`;
    const known = this.#collections.get(key);
    if (known) return known;
    const made = new EmbeddedCollection();
    this.#collections.set(key, made);
    return made;
  }
}
