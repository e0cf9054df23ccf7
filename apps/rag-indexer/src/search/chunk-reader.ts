import type { Collection } from '@skein/contracts';
import type { Chunk } from '../storage/chunk.ts';
import type { ChunksRepository } from '../storage/chunks.repository.ts';

/** Reads chunks once each, as a caller of the tenant may see them: what is not the tenant's, or gone meanwhile, is not there. */
export class ChunkReader {
  readonly #known = new Map<string, Chunk>();

  constructor(
    private readonly chunks: ChunksRepository,
    private readonly of: { tenant: string; collections: readonly Collection[] },
  ) {}

  async read(ids: readonly string[]): Promise<Map<string, Chunk>> {
    const wanted = ids.filter((id) => !this.#known.has(id));
    for (const [id, chunk] of await this.chunks.byIds(this.of, wanted)) this.#known.set(id, chunk);
    return this.#known;
  }

  /** Only the texts, where many are looked at to show few. */
  texts(ids: readonly string[]): Promise<Map<string, string>> {
    return this.chunks.textsOf(this.of, ids);
  }
}
