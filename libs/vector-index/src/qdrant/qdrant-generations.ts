import type { QdrantClient } from '@qdrant/js-client-rest';
import type { Generation, IndexSchema, Place } from '../port/index-adapter.ts';
import { payloadIndexes } from './qdrant-filter.ts';
import type { QdrantNames } from './qdrant-names.ts';

export const DENSE = 'dense';

/** Generations as collections of Qdrant's, and the switch between them as one change of aliases. */
export class QdrantGenerations {
  constructor(
    private readonly client: QdrantClient,
    private readonly names: QdrantNames,
    private readonly schema: IndexSchema,
  ) {}

  async list(place: Place): Promise<Generation[]> {
    const [{ collections }, active] = await Promise.all([this.client.getCollections(), this.#active(place)]);
    const own = collections.flatMap(({ name }) => {
      const generation = this.names.generationOf(place, name);
      return generation === undefined ? [] : [{ name, generation }];
    });
    const listed = own.map(async ({ name, generation }) => {
      const [{ count: points }, { config }] = await Promise.all([
        this.client.count(name, { exact: true }),
        this.client.getCollection(name),
      ]);
      const dense = (config.params.vectors as Record<string, { size: number }> | undefined)?.[DENSE];
      return { generation, active: name === active, points, dimension: dense?.size ?? 0 };
    });
    return (await Promise.all(listed)).sort((a, b) => (a.generation < b.generation ? -1 : 1));
  }

  async create(place: Place & { generation: string }, dimension: number): Promise<void> {
    const name = this.names.physical(place);
    const active = await this.#active(place);
    await this.client.deleteCollection(name);
    await this.client.createCollection(name, {
      vectors: dimension > 0 ? { [DENSE]: { size: dimension, distance: 'Dot' } } : {},
      sparse_vectors: Object.fromEntries(
        this.schema.channels.map((channel) => [channel, { modifier: this.schema.counting?.includes(channel) ? 'none' : 'idf' }]),
      ),
    });
    await this.client.createPayloadIndex(name, { field_name: 'tenant', field_schema: { type: 'keyword', is_tenant: true }, wait: true });
    await this.client.createPayloadIndex(name, { field_name: 'project', field_schema: 'keyword', wait: true });
    for (const { field, schema } of payloadIndexes(this.schema)) {
      await this.client.createPayloadIndex(name, { field_name: field, field_schema: schema, wait: true });
    }
    if (active === undefined || active === name) await this.#point(place, name, false);
  }

  /** One request switches the alias: a search before it sees the old generation, one after it the new. */
  async activate(place: Place & { generation: string }): Promise<void> {
    const name = this.names.physical(place);
    const before = await this.#active(place);
    if (before !== name) await this.#point(place, name, before !== undefined);
    for (const { generation } of await this.list(place)) if (generation !== place.generation) await this.drop({ ...place, generation });
  }

  async drop(place: Place & { generation: string }): Promise<void> {
    await this.client.deleteCollection(this.names.physical(place));
  }

  async #active(place: Place): Promise<string | undefined> {
    const { aliases } = await this.client.getAliases();
    return aliases.find(({ alias_name }) => alias_name === this.names.alias(place))?.collection_name;
  }

  async #point(place: Place, name: string, moved: boolean): Promise<void> {
    const alias = this.names.alias(place);
    const away = moved ? [{ delete_alias: { alias_name: alias } }] : [];
    await this.client.updateCollectionAliases({ actions: [...away, { create_alias: { collection_name: name, alias_name: alias } }] });
  }
}
