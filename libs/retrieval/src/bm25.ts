import { murmur3 } from './murmur3.ts';
import { tokenize } from './tokens.ts';

/** Weights by token id (murmur3, 32 bits). */
export type SparseVector = ReadonlyMap<number, number>;

/** Qdrant's defaults; `averageLength` in tokens. */
export const bm25 = { k1: 1.2, b: 0.75, averageLength: 256 } as const;

/**
 * The document side of BM25 (Robertson and Zaragoza 2009): tf·(k1+1) / (tf + k1·(1 − b + b·length/averageLength)) per token. The
 * other factor, idf, belongs to the index, since it changes with every document ({@link idf}).
 */
export function documentVector(text: string): SparseVector {
  const tokens = tokenize(text);
  const frequencies = new Map<number, number>();
  for (const token of tokens) {
    const id = murmur3(token);
    frequencies.set(id, (frequencies.get(id) ?? 0) + 1);
  }
  const norm = bm25.k1 * (1 - bm25.b + (bm25.b * tokens.length) / bm25.averageLength);
  return new Map([...frequencies].map(([id, tf]) => [id, (tf * (bm25.k1 + 1)) / (tf + norm)]));
}

/** The query side: every distinct token counts once. */
export const queryVector = (text: string): SparseVector => new Map(tokenize(text).map((token) => [murmur3(token), 1]));

/** Inverse document frequency as Qdrant's `idf` modifier computes it: ln(1 + (n − df + 0.5) / (df + 0.5)). */
export const idf = (documents: number, withToken: number): number => Math.log(1 + (documents - withToken + 0.5) / (withToken + 0.5));
