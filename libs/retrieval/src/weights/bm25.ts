import { tokenize } from '../words/tokens.ts';
import { tokenId } from './token-id.ts';

/** Weights by {@link tokenId}. */
export type SparseVector = ReadonlyMap<number, number>;

export interface Bm25Parameters {
  /** How soon more occurrences of a token stop to count. */
  k1: number;
  /** How much length counts: 0 not at all, 1 in full. */
  b: number;
  /** What a document has on average, in tokens. */
  averageLength: number;
}

/** Qdrant's defaults, for server-side inference as for FastEmbed. */
export const bm25: Bm25Parameters = { k1: 1.2, b: 0.75, averageLength: 256 };

/**
 * The document side of BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) per token:
 * `tf·(k1 + 1) / (tf + k1·(1 − b + b·length/averageLength))`. The other factor, {@link idf}, belongs to the index, since it changes with
 * every document.
 */
export function vectorOf(tokens: readonly string[], { k1, b, averageLength }: Bm25Parameters = bm25): SparseVector {
  const weights = new Map<number, number>();
  for (const token of tokens) {
    const id = tokenId(token);
    weights.set(id, (weights.get(id) ?? 0) + 1);
  }
  const norm = k1 * (1 - b + (b * tokens.length) / averageLength);
  for (const [id, tf] of weights) weights.set(id, (tf * (k1 + 1)) / (tf + norm));
  return weights;
}

/** {@link vectorOf} the tokens of a text. */
export const documentVector = (text: string, parameters: Bm25Parameters = bm25): SparseVector => vectorOf(tokenize(text), parameters);

/** Inverse document frequency as Qdrant's `idf` modifier computes it: ln(1 + (n − df + 0.5) / (df + 0.5)). */
export const idf = (documents: number, withToken: number): number => Math.log(1 + (documents - withToken + 0.5) / (withToken + 0.5));
