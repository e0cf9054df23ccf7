import type { Filter } from '../port/filter.ts';
import type { IndexSchema } from '../port/index-adapter.ts';
import type { Payload, PayloadValue, Point, PointPage, Scored } from '../port/point.ts';
import type { DenseQuery, Query, SparseQuery, Tests } from '../port/query.ts';
import { bestSlots, type BestSlot } from './best-slots.ts';
import { DenseField } from './dense-field.ts';
import { FilterMasks, type Mask } from './filter-masks.ts';
import { grown } from './growable.ts';
import { PayloadColumn } from './payload-column.ts';
import { SparseField } from './sparse-field.ts';

/** The points of one generation: exact search over posting lists; what a query costs follows from how common its words are. */
export class EmbeddedGeneration {
  readonly #slotOf = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  /** What ids begin with, as numbers: their order is that of the ids, and is soon compared. */
  #idOrder = new Float64Array(0);
  readonly #free: number[] = [];
  readonly #fields = new Map<string, SparseField>();
  readonly #columns = new Map<string, PayloadColumn>();
  readonly #dense: DenseField;
  readonly #masks = new FilterMasks();
  #alive = new Uint8Array(256);
  #scores = new Float32Array(0);
  #found = new Uint32Array(0);
  #sortedIds: string[] | undefined;

  constructor(
    private readonly schema: IndexSchema,
    dimension: number,
  ) {
    this.#dense = new DenseField(dimension);
  }

  get size(): number {
    return this.#slotOf.size;
  }

  get dimension(): number {
    return this.#dense.dimension;
  }

  /** A field or column after the other: each stays in the processor's cache while it is written. */
  upsert(points: readonly Point[]): void {
    this.#changed();
    const slots = points.map(({ id }) => this.#slotOf.get(id) ?? this.#takeSlot(id));
    for (const { sparse, payload } of points) {
      for (const channel in sparse) this.#field(channel);
      for (const key in payload) {
        if (!this.#columns.has(key)) this.#columns.set(key, new PayloadColumn({ isPath: this.schema.keys[key] === 'path' }));
      }
    }
    for (const [channel, field] of this.#fields) slots.forEach((slot, n) => field.put(slot, points[n]!.sparse[channel]));
    for (const [key, column] of this.#columns) slots.forEach((slot, n) => column.put(slot, points[n]!.payload[key]));
    if (this.dimension > 0) slots.forEach((slot, n) => this.#dense.put(slot, points[n]!.dense));
  }

  delete(ids: readonly string[], filter: Filter): void {
    const mask = this.#mask(filter);
    const going = ids.flatMap((id) => this.#slotOf.get(id) ?? []).filter((slot) => mask[slot] === 1);
    this.#changed();
    for (const slot of new Set(going)) {
      for (const field of this.#fields.values()) field.put(slot, undefined);
      for (const column of this.#columns.values()) column.put(slot, undefined);
      if (this.dimension > 0) this.#dense.put(slot, undefined);
      this.#slotOf.delete(this.#ids[slot]!);
      this.#ids[slot] = undefined;
      this.#alive[slot] = 0;
      this.#free.push(slot);
    }
  }

  search(query: Query): Scored[] {
    const found = 'sparse' in query ? this.#searchSparse(query) : this.#searchDense(query);
    const { keys = [] } = query;
    const ids = this.#ids;
    if (keys.length === 0) return found.map(({ slot, score }) => ({ id: ids[slot]!, score }));
    const columns = keys.map((key) => this.#column(key));
    return found.map(({ slot, score }) => ({ id: ids[slot]!, score, values: columns.map((column) => column.valueOf(slot)) }));
  }

  /** Who numbers points in the order in which they come, as slots are, most often names the very slot, which spares a look into a large map. */
  passing(filter: Filter, where: Tests): (id: string, near?: number) => boolean {
    const mask = this.#mask(filter, where);
    const [slotOf, ids] = [this.#slotOf, this.#ids];
    return (id, near = -1) => mask[near >= 0 && ids[near] === id ? near : (slotOf.get(id) ?? -1)] === 1;
  }

  scroll({ filter, from, limit }: { filter: Filter; from?: string; limit: number }): PointPage {
    const mask = this.#mask(filter);
    this.#sortedIds ??= [...this.#slotOf.keys()].sort();
    const points: PointPage['points'] = [];
    for (const id of this.#sortedIds) {
      const slot = this.#slotOf.get(id)!;
      if ((from !== undefined && id < from) || mask[slot] === 0) continue;
      if (points.length === limit) return { points, next: id };
      points.push({ id, payload: payloadOf(this.#columns, slot) });
    }
    return { points };
  }

  count(filter: Filter): number {
    return this.#mask(filter).reduce((sum, one) => sum + one, 0);
  }

  #searchSparse({ channel, sparse, filter = {}, where, limit }: SparseQuery): BestSlot[] {
    const field = this.#fields.get(channel);
    if (!field) return [];
    const mask = this.#mask(filter, where);
    return this.#best(limit, (scores, found) => field.score(sparse, { mask, scores, found }));
  }

  #searchDense({ dense, filter = {}, where, limit }: DenseQuery): BestSlot[] {
    if (this.dimension === 0 || dense.length !== this.dimension) return [];
    const mask = this.#mask(filter, where);
    return this.#best(limit, (scores, found) => {
      let count = 0;
      for (let slot = 0; slot < mask.length; slot++) {
        if (mask[slot] === 0 || !this.#dense.has(slot)) continue;
        scores[slot] = this.#dense.dot(slot, dense);
        found[count++] = slot;
      }
      return count;
    });
  }

  /** The best of what was scored, in arrays that are used again. */
  #best(limit: number, score: (scores: Float32Array, found: Uint32Array) => number): BestSlot[] {
    if (limit < 1) return [];
    this.#scores = grown(this.#scores, this.#ids.length);
    this.#found = grown(this.#found, this.#ids.length);
    const [scores, slots, ids, order] = [this.#scores, this.#found, this.#ids, this.#idOrder];
    const count = score(scores, slots);
    const best = bestSlots({ slots, count, scores }, limit, (a, b) => (order[a] === order[b] ? ids[a]! < ids[b]! : order[a]! < order[b]!));
    for (let i = 0; i < count; i++) scores[slots[i]!] = 0;
    return best;
  }

  #mask(filter: Filter, where: Tests = {}): Mask {
    return this.#masks.of({ alive: this.#alive, count: this.#ids.length, column: (key) => this.#column(key) }, filter, where);
  }

  #column(key: string): PayloadColumn {
    return this.#columns.get(key) ?? new PayloadColumn();
  }

  #field(channel: string): SparseField {
    const known = this.#fields.get(channel);
    if (known) return known;
    const made = new SparseField(this.schema.counting?.includes(channel) ?? false);
    this.#fields.set(channel, made);
    return made;
  }

  #takeSlot(id: string): number {
    const slot = this.#free.pop() ?? this.#ids.length;
    this.#slotOf.set(id, slot);
    this.#ids[slot] = id;
    this.#idOrder = grown(this.#idOrder, slot + 1);
    this.#idOrder[slot] = parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    this.#alive = grown(this.#alive, slot + 1);
    this.#alive[slot] = 1;
    return slot;
  }

  #changed(): void {
    this.#masks.forget();
    this.#sortedIds = undefined;
  }
}

function payloadOf(columns: Iterable<readonly [string, PayloadColumn]>, slot: number): Payload {
  const payload: Record<string, PayloadValue> = {};
  for (const [key, column] of columns) {
    const value = column.valueOf(slot);
    if (value !== undefined) payload[key] = value;
  }
  return payload;
}
