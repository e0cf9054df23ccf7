import type { Collection } from '@skein/contracts';
import type { VectorIndex } from '@skein/vector-index';
import type { TextCandidates } from '../candidates/text-candidates.ts';
import { decodePoint } from '../points/point-bytes.ts';
import type { ChunkPlace } from '../storage/chunk.ts';
import type { PointsRepository, StoredPoint } from '../storage/points.repository.ts';
import type { Written } from './chunk-writer.ts';
import { TurnTaking } from './turn-taking.ts';

/** The vector index and the text candidates, kept equal to the tables: what is committed comes here afterwards. */
export class LiveIndex {
  readonly #turns = new TurnTaking();
  #fills = 0;

  constructor(
    readonly vectors: VectorIndex,
    readonly candidates: TextCandidates,
    private readonly points: PointsRepository,
  ) {}

  put(points: readonly StoredPoint[]): Promise<void> {
    return this.#turns.take(() => this.#put(points));
  }

  delete(place: ChunkPlace, ids: readonly string[]): Promise<void> {
    return this.#turns.take(async () => {
      await this.vectors.collection(place.collection, { tenant: place.tenant }).delete(ids);
      this.candidates.delete(place, ids);
    });
  }

  /** What a transaction has written, once it is committed. */
  async apply(place: ChunkPlace, { points, removed, noted }: Written): Promise<void> {
    if (points.length > 0) await this.put(points);
    if (removed.length > 0) await this.delete(place, removed);
    if (noted !== undefined) await this.points.settle(noted);
  }

  /** What was committed by a process that was killed before the index had it. */
  async catchUp(): Promise<void> {
    for (const { seq, ids, ...place } of await this.points.unsettled()) {
      const points = await this.points.byIds(place, ids);
      const there = new Set(points.map(({ id }) => id));
      await this.apply(place, { points, removed: ids.filter((id) => !there.has(id)), unchanged: 0, noted: seq });
    }
  }

  /** Makes the index anew from the tables, beside the one that is searched, and switches. Nothing is written meanwhile. Answers how many points. */
  fill(): Promise<number> {
    return this.#turns.take(async () => {
      const generation = `g${Date.now().toString(36)}${(this.#fills += 1)}`;
      const places = new Map<string, ChunkPlace>();
      let filled = 0;
      this.candidates.clear();
      for await (const page of this.points.all()) {
        for (const { tenant, collection, dense } of page) {
          const key = `${collection}/${tenant}`;
          if (places.has(key)) continue;
          places.set(key, { tenant, collection });
          await this.vectors.createGeneration(collection, { tenant }, generation, (dense?.length ?? 0) / 4);
        }
        await this.#put(page, generation);
        filled += page.length;
      }
      for (const { collection, tenant } of places.values()) await this.vectors.activate(collection, { tenant }, generation);
      this.#known = await this.#dropOthers(places);
      return filled;
    });
  }

  #known = new Map<string, ChunkPlace>();

  /** Places that have no points any more. */
  async #dropOthers(places: Map<string, ChunkPlace>): Promise<Map<string, ChunkPlace>> {
    for (const [key, { collection, tenant }] of this.#known) {
      if (places.has(key)) continue;
      for (const { generation } of await this.vectors.generations(collection, { tenant })) {
        await this.vectors.drop(collection, { tenant }, generation);
      }
    }
    return places;
  }

  async #put(points: readonly StoredPoint[], generation?: string): Promise<void> {
    const groups = Map.groupBy(points, ({ tenant, collection, project }) => `${collection}/${tenant}/${project}`);
    for (const group of groups.values()) {
      const { tenant, project, collection } = group[0]!;
      const place = { tenant, collection: collection satisfies Collection };
      const decoded = group.map(({ id, payload, data, dense }) => {
        const { sparse, signature } = decodePoint(data);
        this.candidates.put(place, id, signature);
        return { id, sparse, payload: JSON.parse(payload) as Record<string, string>, ...(dense ? { dense: floatsOf(dense) } : {}) };
      });
      await this.vectors.collection(collection, { tenant, project }, generation).upsert(decoded);
      if (generation === undefined) this.#known.set(`${collection}/${tenant}`, place);
    }
  }
}

const floatsOf = (bytes: Buffer): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);
