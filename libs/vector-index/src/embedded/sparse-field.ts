import { idf, type SparseVector } from '@skein/retrieval';
import { packed, type PackedVector } from '../port/point.ts';
import { PostingLists } from './posting-lists.ts';
import { SlotTokens } from './slot-tokens.ts';

/** One channel: which slots have which tokens, how much, and how many slots have any. */
export class SparseField {
  readonly #lists = new PostingLists();
  readonly #tokens = new SlotTokens();
  readonly #counts: boolean;
  #points = 0;

  /** @param counts scores are products alone, without idf */
  constructor(counts: boolean) {
    this.#counts = counts;
  }

  get bytes(): number {
    return this.#lists.bytes + this.#tokens.bytes;
  }

  /** Makes the slot's vector this one; `undefined` or an empty one takes it away. */
  put(slot: number, vector: SparseVector | PackedVector | undefined): void {
    const had = this.#tokens.lengthOf(slot) > 0;
    if (!had && vector === undefined) return;
    const { tokens, weights } = packed(vector ?? new Map());
    if (had) {
      const staying = new Set(tokens);
      for (const token of this.#tokens.of(slot)) if (!staying.has(token)) this.#lists.remove(token, slot);
    }
    this.#points += Number(tokens.length > 0) - Number(had);
    this.#tokens.put(slot, tokens);
    this.#lists.set(slot, tokens, weights);
  }

  /**
   * Writes the score of each slot that passes the mask and has any of the tokens to `scores`, which is all zeros before, and these slots to `found`.
   * Answers how many. Tokens in ascending order, in 32 bits, as Qdrant adds them.
   */
  score(query: SparseVector, { mask, scores, found }: { mask: Uint8Array; scores: Float32Array; found: Uint32Array }): number {
    let count = 0;
    for (const token of [...query.keys()].sort((a, b) => a - b)) {
      const row = this.#lists.rowOf(token);
      if (row < 0) continue;
      const [start, length] = [this.#lists.startOf(row), this.#lists.lengthOf(row)];
      const factor = query.get(token)! * (this.#counts ? 1 : idf(this.#points, length));
      const { slots, weights } = this.#lists;
      for (let at = 2 * start, end = 2 * (start + length); at < end; at += 2) {
        const slot = slots[at]!;
        if (mask[slot] === 0) continue;
        const before = scores[slot]!;
        if (before === 0) found[count++] = slot;
        scores[slot] = before + weights[at + 1]! * factor;
      }
    }
    return count;
  }
}
