import type { VectorIndex } from '@skein/vector-index';
import { randomBytes } from 'node:crypto';
import { keyOfPlace, type Embeddings } from '../embedding/embeddings.ts';
import type { Pin } from '../embedding/pin.ts';
import type { ChunkPlace } from '../storage/chunk.ts';
import type { SharedIndex } from './shared-index.ts';

/** Sorts by time, and is nobody else's. */
export const newGeneration = (): string => `g${Date.now().toString(36)}${randomBytes(3).toString('hex')}`;

/** What a tenant's collection gets with its first points: a generation, with room for vectors where they are made, once, whoever comes first. */
export class Places {
  readonly #made = new Set<string>();

  constructor(
    private readonly vectors: VectorIndex,
    private readonly embeddings: Embeddings | undefined,
    private readonly shared: SharedIndex | undefined,
  ) {}

  /** How the place is embedded, if it is; it is there afterwards. */
  async make(place: ChunkPlace): Promise<Pin | undefined> {
    if (!this.embeddings && !this.shared) return undefined; // the first write makes it
    const key = keyOfPlace(place);
    const pin = await this.embeddings?.searchedIn(place);
    if (pin || (!this.embeddings && this.#made.has(key))) return pin;
    await (this.shared ? this.shared.making(() => this.#makeOnce(place)) : this.#makeOnce(place));
    this.#made.add(key);
    return this.embeddings?.searchedIn(place);
  }

  /** Some may have gone. */
  forget(): void {
    this.#made.clear();
  }

  async #makeOnce(place: ChunkPlace): Promise<void> {
    const { tenant, collection } = place;
    if (await this.embeddings?.searchedIn(place)) return;
    if (!this.embeddings && (await this.vectors.generations(collection, { tenant })).some(({ active }) => active)) return;
    const generation = newGeneration();
    await this.vectors.createGeneration(collection, { tenant }, generation, this.embeddings?.spec.dimension);
    await this.embeddings?.pins.pin(place, this.embeddings.spec, generation);
    await this.vectors.activate(collection, { tenant }, generation);
  }
}
