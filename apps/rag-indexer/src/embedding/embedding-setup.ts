import type { IndexStatus } from '@skein/contracts';
import type { Database } from '@skein/postgres';
import type { Embedder } from '@skein/vector-index';
import { Coverage } from './coverage.ts';
import { Embeddings } from './embeddings.ts';
import { PinsRepository } from './pins.repository.ts';
import { VectorsRepository } from './vectors.repository.ts';

type OfCollection = Pick<IndexStatus['collections'][number], 'vectors' | 'next'>;

/** What there is to embed with: nothing, unless an embedder is configured. */
export class EmbeddingSetup {
  readonly embeddings: Embeddings | undefined;
  readonly coverage: Coverage | undefined;

  constructor(embedder: Embedder | undefined, database: Database) {
    this.embeddings = embedder && new Embeddings(embedder, new PinsRepository(database), new VectorsRepository(database));
    this.coverage = this.embeddings && new Coverage(this.embeddings);
  }

  /** Which vectors each collection has, for those who look. */
  async status(tenant: string): Promise<Map<string, OfCollection>> {
    if (!this.embeddings) return new Map();
    const [pins, counts] = await Promise.all([this.embeddings.pins.all(tenant), this.embeddings.vectors.covered(tenant)]);
    const status = new Map<string, OfCollection>();
    for (const { collection, searched, spec } of pins) {
      const { embedded = 0, refused = 0 } = counts.find((one) => one.collection === collection && one.searched === searched) ?? {};
      const vectors = { model: spec.model, dimension: spec.dimension, embedded, refused };
      status.set(collection, { ...status.get(collection), ...(searched ? { vectors } : { next: vectors }) });
    }
    return status;
  }
}
