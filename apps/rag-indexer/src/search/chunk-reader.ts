import type { Collection } from '@skein/contracts';
import type { Chunk } from '../storage/chunk.ts';
import type { ChunksRepository } from '../storage/chunks.repository.ts';

/** Reads chunks by their names, as a caller of the tenant may see them: what is not the tenant's, or gone meanwhile, is not there. */
export class ChunkReader {
  readonly #known = new Map<string, Chunk>();

  constructor(
    private readonly chunks: ChunksRepository,
    private readonly tenant: string,
  ) {}

  async read(names: readonly string[]): Promise<Map<string, Chunk>> {
    const wanted = names.filter((name) => !this.#known.has(name));
    const byCollection = Map.groupBy(wanted, (name) => name.slice(0, name.indexOf('/')) as Collection);
    const reading = [...byCollection].map(async ([collection, ofIt]) => {
      const ids = ofIt.map((name) => name.slice(collection.length + 1));
      for (const [id, chunk] of await this.chunks.byIds({ tenant: this.tenant, collection }, ids))
        this.#known.set(`${collection}/${id}`, chunk);
    });
    await Promise.all(reading);
    return this.#known;
  }
}
