import { QdrantClient } from '@qdrant/js-client-rest';
import { prefixesOf, type Filter } from '../port/filter.ts';
import type { Generation, IndexAdapter, IndexSchema, Place } from '../port/index-adapter.ts';
import { packed, type Payload, type Point, type PointPage, type Scored } from '../port/point.ts';
import type { Query, Tests } from '../port/query.ts';
import { askedFirst, askedNext, settledTies } from '../port/ties.ts';
import { givenPayload, qdrantFilter, storedPayload } from './qdrant-filter.ts';
import { DENSE, QdrantGenerations } from './qdrant-generations.ts';
import { QdrantNames } from './qdrant-names.ts';
import { isMissing, qdrantProblem } from './qdrant-problem.ts';

export interface QdrantOptions {
  url: string;
  apiKey?: string;
  /** Put before the name of every collection. Default `skein_`. */
  prefix?: string;
  /** Per request. Default 30,000 ms. */
  timeoutMs?: number;
}

const FIRST = 'g0';

/** On a Qdrant server, 1.18 or newer. Writes are answered once they are applied, so that the next search sees them. */
export class QdrantAdapter implements IndexAdapter {
  readonly name = 'qdrant';
  readonly #client: QdrantClient;
  readonly #names: QdrantNames;
  readonly #generations: QdrantGenerations;

  constructor(
    { url, apiKey, prefix = 'skein_', timeoutMs = 30_000 }: QdrantOptions,
    private readonly schema: IndexSchema,
  ) {
    this.#client = new QdrantClient({ url, apiKey, timeout: timeoutMs, checkCompatibility: false });
    this.#names = new QdrantNames(prefix);
    this.#generations = new QdrantGenerations(this.#client, this.#names, schema);
  }

  async upsert(place: Place, points: readonly Point[]): Promise<void> {
    const body = { wait: true, points: points.map((point) => this.#stored(point)) };
    await told('writing points', async () => {
      try {
        await this.#client.upsert(this.#names.of(place), body);
      } catch (error) {
        if (!isMissing(error)) throw error;
        await this.#generations.create({ ...place, generation: place.generation ?? FIRST }, points[0]?.dense?.length ?? 0);
        await this.#client.upsert(this.#names.of(place), body);
      }
    });
  }

  async delete(place: Place, ids: readonly string[], filter: Filter): Promise<void> {
    const passing = qdrantFilter(filter);
    if (!passing) return;
    const which = { must: [{ has_id: [...ids] }, ...passing.must] };
    await orEmpty('deleting points', undefined, () => this.#client.delete(this.#names.of(place), { wait: true, filter: which }));
  }

  async search(place: Place, { filter = {}, where = {}, limit, keys = [], ...query }: Query): Promise<Scored[]> {
    const passing = qdrantFilter(filter);
    if (!passing || limit < 1) return [];
    const asked = 'sparse' in query ? sparseQuery(query) : { query: [...query.dense], using: DENSE };
    const isSparse = 'sparse' in query;
    const payloads = new Map<string, Payload>();
    const found = (most: number) =>
      orEmpty('searching', [], async () => {
        const read = [...keys, ...Object.keys(where)];
        const withPayload = read.length > 0 && read;
        const body = { ...asked, filter: passing, limit: most, with_payload: withPayload, params: { exact: true } };
        const { points } = await this.#client.query(this.#names.of(place), body);
        if (withPayload) for (const { id, payload } of points) payloads.set(String(id), givenPayload(payload));
        // A sparse vector that shares no token with the query is no answer.
        return points.map(({ id, score }) => ({ id: String(id), score })).filter(({ score }) => !isSparse || score > 0);
      });
    for (let most = askedFirst(limit); ; most = askedNext(most)) {
      const all = await found(most);
      // Tests cannot be sent: it is asked for more until enough pass, or there is no more.
      const fitting = all.filter(({ id }) => fits(payloads.get(id), where));
      const isAll = all.length < most;
      if (!isAll && fitting.length <= limit) continue;
      const settled = settledTies(fitting, { limit, asked: isAll ? most : fitting.length });
      if (settled) return keys.length === 0 ? settled : settled.map((hit) => ({ ...hit, values: valuesOf(keys, payloads.get(hit.id)) }));
    }
  }

  passing(): undefined {
    return undefined;
  }

  async scroll(place: Place, { filter, from, limit }: { filter: Filter; from?: string; limit: number }): Promise<PointPage> {
    const passing = qdrantFilter(filter);
    if (!passing) return { points: [] };
    return orEmpty('listing points', { points: [] }, async () => {
      const body = { filter: passing, limit, offset: from, with_payload: true, with_vector: false };
      const { points, next_page_offset: next } = await this.#client.scroll(this.#names.of(place), body);
      const page = points.map(({ id, payload }) => ({ id: String(id), payload: givenPayload(payload) }));
      return { points: page, ...(typeof next === 'string' ? { next } : {}) };
    });
  }

  async count(place: Place, filter: Filter): Promise<number> {
    const passing = qdrantFilter(filter);
    if (!passing) return 0;
    const counted = () => this.#client.count(this.#names.of(place), { filter: passing, exact: true });
    return (await orEmpty('counting points', { count: 0 }, counted)).count;
  }

  generations(place: Place): Promise<Generation[]> {
    return told('listing generations', () => this.#generations.list(place));
  }

  createGeneration(place: Place & { generation: string }, dimension: number): Promise<void> {
    return told('making a generation', () => this.#generations.create(place, dimension));
  }

  activate(place: Place & { generation: string }): Promise<void> {
    return told('switching generations', () => this.#generations.activate(place));
  }

  drop(place: Place & { generation: string }): Promise<void> {
    return told('dropping a generation', () => this.#generations.drop(place));
  }

  async close(): Promise<void> {}

  #stored({ id, sparse, dense, payload }: Point) {
    const channels = Object.entries(sparse).map(([channel, vector]) => [channel, sparseOf(vector)]);
    const vector = { ...Object.fromEntries(channels), ...(dense ? { [DENSE]: [...dense] } : {}) };
    return { id, vector, payload: storedPayload(payload, this.schema, prefixesOf) };
  }
}

const sparseOf = (vector: Point['sparse'][string]) => {
  const { tokens, weights } = packed(vector);
  return { indices: [...tokens], values: [...weights] };
};

const sparseQuery = ({ channel, sparse }: { channel: string; sparse: ReadonlyMap<number, number> }) => ({
  query: sparseOf(sparse),
  using: channel,
});

const fits = (payload: Payload = {}, where: Tests): boolean => Object.entries(where).every(([key, { passes }]) => passes(payload[key]));

const valuesOf = (keys: readonly string[], payload: Payload = {}): Scored['values'] =>
  keys.map((key) => (Object.hasOwn(payload, key) ? payload[key] : undefined));

async function told<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw qdrantProblem(error, doing);
  }
}

/** A place that nothing was written to is empty. */
const orEmpty = <T>(doing: string, empty: T, work: () => Promise<T>): Promise<T> =>
  told(doing, async () => {
    try {
      return await work();
    } catch (error) {
      if (isMissing(error)) return empty;
      throw error;
    }
  });
