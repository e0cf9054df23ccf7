import type { Filter } from '../port/filter.ts';
import type { Generation, IndexAdapter, IndexSchema, Place } from '../port/index-adapter.ts';
import type { Point, PointPage, Scored } from '../port/point.ts';
import type { Query, Tests } from '../port/query.ts';
import { EmbeddedGeneration } from './embedded-generation.ts';

const FIRST = 'g0';

interface Generations {
  active: string;
  all: Map<string, EmbeddedGeneration>;
}

/** In this process, for one replica: nothing runs beside it, and it is filled from the indexer's tables at start. */
export class EmbeddedAdapter implements IndexAdapter {
  readonly name = 'embedded';
  readonly #places = new Map<string, Generations>();

  constructor(private readonly schema: IndexSchema) {}

  async upsert(place: Place, points: readonly Point[]): Promise<void> {
    if (!this.#places.has(keyOf(place)))
      await this.createGeneration({ ...place, generation: place.generation ?? FIRST }, points[0]?.dense?.length ?? 0);
    this.#existing(place).upsert(points);
  }

  async delete(place: Place, ids: readonly string[], filter: Filter): Promise<void> {
    this.#find(place)?.delete(ids, filter);
  }

  async search(place: Place, query: Query): Promise<Scored[]> {
    return this.#find(place)?.search(query) ?? [];
  }

  passing(place: Place, filter: Filter, where: Tests): (id: string, near?: number) => boolean {
    return this.#find(place)?.passing(filter, where) ?? (() => false);
  }

  async scroll(place: Place, page: { filter: Filter; from?: string; limit: number }): Promise<PointPage> {
    return this.#find(place)?.scroll(page) ?? { points: [] };
  }

  async count(place: Place, filter: Filter): Promise<number> {
    return this.#find(place)?.count(filter) ?? 0;
  }

  async generations(place: Place): Promise<Generation[]> {
    const { active, all } = this.#places.get(keyOf(place)) ?? { active: '', all: new Map<string, EmbeddedGeneration>() };
    const listed = [...all].map(([generation, { size, dimension }]) => ({
      ...{ generation, active: generation === active },
      ...{ points: size, dimension },
    }));
    return listed.sort((a, b) => (a.generation < b.generation ? -1 : 1));
  }

  async createGeneration({ generation, ...place }: Place & { generation: string }, dimension: number): Promise<void> {
    const here = this.#places.get(keyOf(place)) ?? { active: generation, all: new Map<string, EmbeddedGeneration>() };
    here.all.set(generation, new EmbeddedGeneration(this.schema, dimension));
    this.#places.set(keyOf(place), here);
  }

  async activate(place: Place & { generation: string }): Promise<void> {
    const chosen = this.#existing(place);
    this.#places.set(keyOf(place), { active: place.generation, all: new Map([[place.generation, chosen]]) });
  }

  async drop(place: Place & { generation: string }): Promise<void> {
    const here = this.#places.get(keyOf(place));
    here?.all.delete(place.generation);
    if (here?.all.size === 0) this.#places.delete(keyOf(place));
  }

  async close(): Promise<void> {
    this.#places.clear();
  }

  #find(place: Place): EmbeddedGeneration | undefined {
    const here = this.#places.get(keyOf(place));
    return here?.all.get(place.generation ?? here.active);
  }

  #existing(place: Place): EmbeddedGeneration {
    const found = this.#find(place);
    if (!found) throw new RangeError(`there is no generation ${place.generation} of ${place.collection}`);
    return found;
  }
}

const keyOf = ({ collection, tenant }: Place): string => `${collection}/${tenant}`;
