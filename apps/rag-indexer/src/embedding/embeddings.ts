import type { Embedder, EmbeddingSpec } from '@skein/vector-index';
import type { ChunkPlace } from '../storage/chunk.ts';
import type { StoredPoint } from '../storage/points.repository.ts';
import { sameSpec } from './embedding-space.ts';
import type { Pin } from './pin.ts';
import type { PinsRepository } from './pins.repository.ts';
import type { VectorsRepository } from './vectors.repository.ts';

/** The dense side of the index: how its collections are embedded, and which vectors their points have. */
export class Embeddings {
  /** Called with points that were written and have no vector yet. */
  onWaiting: (points: readonly StoredPoint[]) => void = () => undefined;

  /** Goes up with every change of what is searched. */
  changes = 0;

  constructor(
    readonly embedder: Embedder,
    readonly pins: PinsRepository,
    readonly vectors: VectorsRepository,
  ) {}

  get spec(): EmbeddingSpec {
    return this.embedder.spec;
  }

  /** Before the index is filled: collections without any vectors get those that are configured. */
  async prepare(): Promise<void> {
    await this.pins.unpinEmpty();
    await this.pins.pinUnpinned(this.spec);
    await this.pins.forgetOthers(this.spec);
  }

  /** What a new generation holds: what is searched now, or what is wanted in its place. */
  async toFill(switching: boolean, tenant?: string): Promise<Pin[]> {
    const pins = await this.pins.all(tenant);
    const wanted = new Set(switching ? pins.filter(({ searched }) => !searched).map(keyOfPlace) : []);
    return pins.filter((pin) => pin.searched !== wanted.has(keyOfPlace(pin)));
  }

  async searchedIn({ tenant, collection }: ChunkPlace): Promise<Pin | undefined> {
    return (await this.pins.all(tenant)).find((pin) => pin.searched && pin.collection === collection);
  }

  /** Points with the vectors that are there; the others are to be embedded. */
  async withVectors(pin: Pin, points: readonly StoredPoint[]): Promise<StoredPoint[]> {
    const contents = points.flatMap(({ content }) => content ?? []);
    const vectors = await this.vectors.find(pin.tenant, pin.space, contents);
    const waiting = points.filter(({ content }) => content !== null && !vectors.has(content));
    if (waiting.length > 0) this.onWaiting(waiting);
    return points.map((point) => ({ ...point, dense: vectors.get(point.content ?? '') ?? null }));
  }

  isConfigured(pin: Pin): boolean {
    return sameSpec(pin.spec, this.spec);
  }
}

export const keyOfPlace = ({ collection, tenant }: ChunkPlace): string => `${collection}/${tenant}`;
