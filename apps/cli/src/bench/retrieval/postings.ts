import { byScoreThenId, idf, type SparseVector } from '@skein/retrieval';

/** Exact search over sparse vectors in memory; what search gets of an index, without an index. */
export class Postings {
  readonly #ids: string[] = [];
  readonly #counts: boolean;
  readonly #postings = new Map<number, { at: number[]; weights: number[] }>();

  /** @param counts without idf: how much of the query a document has, however common it is */
  constructor(counts = false) {
    this.#counts = counts;
  }

  add(id: string, vector: SparseVector): void {
    const at = this.#ids.push(id) - 1;
    for (const [token, weight] of vector) {
      const posting = this.#postings.get(token) ?? { at: [], weights: [] };
      posting.at.push(at);
      posting.weights.push(weight);
      this.#postings.set(token, posting);
    }
  }

  search(query: SparseVector, limit: number): { id: string; score: number }[] {
    const scores = new Map<number, number>();
    for (const [token, weight] of query) {
      const posting = this.#postings.get(token);
      if (!posting) continue;
      const factor = this.#counts ? weight : weight * idf(this.#ids.length, posting.at.length);
      for (const [index, at] of posting.at.entries()) scores.set(at, (scores.get(at) ?? 0) + factor * posting.weights[index]!);
    }
    return Array.from(scores, ([at, score]) => ({ id: this.#ids[at]!, score }))
      .sort(byScoreThenId)
      .slice(0, limit);
  }
}
