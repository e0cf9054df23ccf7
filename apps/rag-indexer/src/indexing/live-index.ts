import type { Collection } from '@skein/contracts';
import type { VectorIndex } from '@skein/vector-index';
import type { TextCandidates } from '../candidates/text-candidates.ts';
import { keyOfPlace, type Embeddings } from '../embedding/embeddings.ts';
import type { Pin } from '../embedding/pin.ts';
import { decodePoint } from '../points/point-bytes.ts';
import type { ChunkPlace } from '../storage/chunk.ts';
import type { PointsRepository, StoredPoint } from '../storage/points.repository.ts';
import { CatchingUp } from './catching-up.ts';
import type { Written } from './chunk-writer.ts';
import { newGeneration, Places } from './places.ts';
import type { SharedIndex } from './shared-index.ts';
import { TurnTaking } from './turn-taking.ts';

export interface Filling {
  /** With the vectors that are wanted in place of those that are searched. */
  switching?: boolean;
  /** Of this tenant alone. */
  tenant?: string;
  /** Told how many points there are so far. */
  onPoints?(points: number): void;
  /** Ends it between two pages: what was searched before still is. */
  signal?: AbortSignal;
}

/** The vector index and the text candidates, kept equal to the tables: what is committed comes here afterwards. */
export class LiveIndex {
  readonly #turns = new TurnTaking();
  readonly #catchingUp = new CatchingUp(this);
  readonly #places: Places;

  constructor(
    readonly vectors: VectorIndex,
    readonly candidates: TextCandidates,
    readonly points: PointsRepository,
    /** Absent: what is found is found by words. */
    readonly embeddings?: Embeddings,
    /** Of an index that other processes write to. */
    private readonly shared?: SharedIndex,
  ) {
    this.#places = new Places(vectors, embeddings, shared);
  }

  put(points: readonly StoredPoint[]): Promise<void> {
    return this.#turns.take(() => this.#changing(() => this.#put(points)));
  }

  delete(place: ChunkPlace, ids: readonly string[]): Promise<void> {
    return this.#turns.take(() =>
      this.#changing(async () => {
        await this.vectors.collection(place.collection, { tenant: place.tenant }).delete(ids);
        this.candidates.delete(place, ids);
      }),
    );
  }

  /** What a transaction has written, once it is committed. Of a shared index it is brought later when it cannot be brought now. */
  async apply(place: ChunkPlace, { points, removed, noted }: Written): Promise<void> {
    await this.#bring(async () => {
      if (points.length > 0) await this.put(points);
      if (removed.length > 0) await this.delete(place, removed);
    }, noted);
  }

  /** Vectors of points were made: the index gets them. */
  async embedded(place: ChunkPlace, ids: readonly string[], noted?: number): Promise<void> {
    await this.#bring(async () => this.put(await this.points.byIds(place, ids)), noted);
  }

  catchUp(): Promise<void> {
    return this.#catchingUp.catchUp();
  }

  stop(): void {
    this.#catchingUp.stop();
  }

  async #bring(work: () => Promise<void>, noted: number | undefined): Promise<void> {
    try {
      await work();
      if (noted !== undefined) await this.points.changes.settle(noted);
    } catch (error) {
      if (noted !== undefined) this.#catchingUp.soon();
      throw error;
    }
  }

  /** Makes the index anew from the tables, beside the one that is searched, and switches. Nothing is written meanwhile. Answers how many points. */
  async fill(filling: Filling = {}): Promise<number> {
    const fill = () => this.#turns.take(() => this.#fill(filling));
    if (!this.shared) return fill();
    const filled = await this.shared.filling(fill);
    await this.catchUp(); // with what others have written meanwhile
    return filled;
  }

  async #fill({ switching = false, tenant: of, onPoints, signal }: Filling): Promise<number> {
    const generation = newGeneration();
    const pins = new Map((await this.embeddings?.toFill(switching, of))?.map((pin) => [keyOfPlace(pin), pin]));
    const places = new Map<string, ChunkPlace>();
    let filled = 0;
    const candidates = this.candidates.renewal(of);
    for await (const page of this.points.all([...pins.values()], { tenant: of })) {
      signal?.throwIfAborted();
      for (const { tenant, collection } of page) {
        const key = keyOfPlace({ tenant, collection });
        if (places.has(key)) continue;
        places.set(key, { tenant, collection });
        const pin = pins.get(key) ?? (await this.embeddings?.searchedIn({ tenant, collection })); // it may be as new as that
        if (pin) pins.set(key, pin);
        await this.vectors.createGeneration(collection, { tenant }, generation, pin?.spec.dimension);
      }
      await this.#put(page, { generation, candidates });
      filled += page.length;
      onPoints?.(filled);
    }
    // First it is said what is searched, then it is: a process that ends in between finds out when it starts.
    await this.#pinned(
      [...pins].flatMap(([key, pin]) => (places.has(key) ? pin : [])),
      generation,
    );
    for (const { collection, tenant } of places.values()) await this.vectors.activate(collection, { tenant }, generation);
    candidates.activate();
    await this.#dropOthers(places, of);
    this.#places.forget();
    await this.embeddings?.pins.unpinEmpty();
    if (this.embeddings) this.embeddings.changes += 1;
    return filled;
  }

  /** Whether it has nothing of a place that has points: its server has lost them. */
  async hasLost(): Promise<boolean> {
    for (const { tenant, collection } of await this.points.places())
      if ((await this.vectors.collection(collection, { tenant }).count()) === 0) return true;
    return false;
  }

  /** Searches what the tables say is searched, also when a process has ended in the middle of a switch. */
  async complete(): Promise<void> {
    let lacking = false;
    for (const { tenant, collection, generation, searched } of (await this.embeddings?.pins.all()) ?? []) {
      if (!searched) continue;
      const there = (await this.vectors.generations(collection, { tenant })).find((one) => one.generation === generation);
      if (!there) lacking = true;
      else if (!there.active) await this.vectors.activate(collection, { tenant }, there.generation);
    }
    if (lacking) await this.fill();
  }

  async #pinned(pins: readonly Pin[], generation: string): Promise<void> {
    if (pins.length > 0) await this.embeddings?.pins.searched(pins, generation);
  }

  async #changing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      if (this.embeddings) this.embeddings.changes += 1;
    }
  }

  #known = new Map<string, ChunkPlace>();

  /** Places that have no points any more. */
  async #dropOthers(places: Map<string, ChunkPlace>, of?: string): Promise<void> {
    for (const [key, { collection, tenant }] of this.#known) {
      if (places.has(key) || (of !== undefined && tenant !== of)) continue;
      for (const { generation } of await this.vectors.generations(collection, { tenant })) {
        await this.vectors.drop(collection, { tenant }, generation);
      }
      this.#known.delete(key);
    }
    for (const [key, place] of places) this.#known.set(key, place);
  }

  async #put(
    points: readonly StoredPoint[],
    { generation, candidates = this.candidates }: { generation?: string; candidates?: Pick<TextCandidates, 'put'> } = {},
  ): Promise<void> {
    const groups = Map.groupBy(points, ({ tenant, collection, project }) => `${collection}/${tenant}/${project}`);
    for (const group of groups.values()) {
      const { tenant, project, collection } = group[0]!;
      const place = { tenant, collection: collection satisfies Collection };
      const pin = generation === undefined ? await this.#places.make(place) : undefined;
      const complete = pin && this.embeddings ? await this.embeddings.withVectors(pin, group) : group;
      const decoded = complete.map(({ id, payload, data, dense }) => {
        const { sparse, signature } = decodePoint(data);
        const floats = dense ? floatsOf(dense) : undefined;
        return { id, sparse, signature, payload: JSON.parse(payload) as Record<string, string>, dense: floats };
      });
      candidates.put(place, decoded);
      await this.vectors.collection(collection, { tenant, project }, generation ?? pin?.generation ?? undefined).upsert(decoded);
      if (generation === undefined) this.#known.set(`${collection}/${tenant}`, place);
    }
  }
}

const floatsOf = (bytes: Buffer): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);
