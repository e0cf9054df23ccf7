import type { Generation, IndexAdapter, IndexSchema } from '../port/index-adapter.ts';
import type { Scope } from './scope.ts';
import { ScopedCollection } from './scoped-collection.ts';

/**
 * Where vectors live. Every way to points leads through a {@link Scope}, and adapters are not to be had without this class: so tenant and
 * project are part of every call, and no caller can leave them out.
 *
 * Points are in generations: one is active and answers; another can be filled beside it and then take its place in one step.
 */
export class VectorIndex {
  readonly #adapter: IndexAdapter;
  readonly schema: IndexSchema;

  constructor(adapter: IndexAdapter, schema: IndexSchema) {
    this.#adapter = adapter;
    this.schema = schema;
  }

  /** Which adapter stands behind it. */
  get kind(): 'embedded' | 'qdrant' {
    return this.#adapter.name;
  }

  /** The active generation of a collection, or the one named. A place that nothing was written to is empty. */
  collection(collection: string, scope: Scope, generation?: string): ScopedCollection {
    return new ScopedCollection(this.#adapter, this.schema, { collection, scope, generation });
  }

  generations(collection: string, { tenant }: Scope): Promise<Generation[]> {
    return this.#adapter.generations({ collection, tenant });
  }

  /** An empty generation beside the active one, with a dense channel of so many numbers (0: none). One of that name is emptied. */
  async createGeneration(collection: string, { tenant }: Scope, generation: string, dimension = 0): Promise<void> {
    await this.#adapter.createGeneration({ collection, tenant, generation }, dimension);
  }

  /** Switches searches over to a generation, in one step; the others are dropped. */
  async activate(collection: string, { tenant }: Scope, generation: string): Promise<void> {
    await this.#adapter.activate({ collection, tenant, generation });
  }

  async drop(collection: string, { tenant }: Scope, generation: string): Promise<void> {
    await this.#adapter.drop({ collection, tenant, generation });
  }

  close(): Promise<void> {
    return this.#adapter.close();
  }
}
