import type { Place } from '../port/index-adapter.ts';

/**
 * Each generation of a tenant's collection is a collection of Qdrant's, and the active one has an alias. So the idf of a word is that among the
 * tenant's own points. Neither part of a name has two underscores.
 */
export class QdrantNames {
  constructor(private readonly prefix: string) {}

  alias({ collection, tenant }: Place): string {
    return `${this.prefix}${collection}__${tenant}`;
  }

  physical(place: Place & { generation: string }): string {
    return `${this.alias(place)}__${place.generation}`;
  }

  /** What is asked: the generation that is named, else the active one. */
  of(place: Place): string {
    return place.generation === undefined ? this.alias(place) : this.physical({ ...place, generation: place.generation });
  }

  /** The generation that a physical collection of the place is; `undefined` for others. */
  generationOf(place: Place, name: string): string | undefined {
    const start = `${this.alias(place)}__`;
    return name.startsWith(start) ? name.slice(start.length) : undefined;
  }
}
