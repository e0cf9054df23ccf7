import { idf } from '@skein/retrieval';
import type { Filter, Point, Scored, SparseQuery, TenantCollection } from './vector-index.ts';

/** Exact search in memory over posting lists; what a query costs follows from how common its words are. */
export class EmbeddedCollection implements TenantCollection {
  readonly #points = new Map<string, Point>();
  readonly #postings = new Map<number, Map<string, number>>();

  async upsert(points: readonly Point[]): Promise<void> {
    for (const point of points) {
      this.#remove(point.id);
      this.#points.set(point.id, point);
      for (const [token, weight] of point.sparse) {
        const posting = this.#postings.get(token) ?? new Map<string, number>();
        posting.set(point.id, weight);
        this.#postings.set(token, posting);
      }
    }
  }

  async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#remove(id);
  }

  async search({ vector, filter = {}, limit }: SparseQuery): Promise<Scored[]> {
    const scores = new Map<string, number>();
    for (const [token, queryWeight] of vector) {
      const posting = this.#postings.get(token);
      if (!posting) continue;
      const factor = queryWeight * idf(this.#points.size, posting.size);
      for (const [id, weight] of posting) scores.set(id, (scores.get(id) ?? 0) + weight * factor);
    }
    return [...scores]
      .filter(([id]) => passes(this.#points.get(id)!, filter))
      .map(([id, score]) => ({ id, score }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  async count(): Promise<number> {
    return this.#points.size;
  }

  #remove(id: string): void {
    const point = this.#points.get(id);
    if (!point) return;
    this.#points.delete(id);
    for (const token of point.sparse.keys()) {
      const posting = this.#postings.get(token)!;
      posting.delete(id);
      if (posting.size === 0) this.#postings.delete(token);
    }
  }
}

const passes = ({ payload }: Point, filter: Filter): boolean => Object.entries(filter).every(([key, value]) => payload[key] === value);
