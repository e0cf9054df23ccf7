import type { SparseVector } from '@skein/retrieval';

export type PayloadValue = string | number | boolean;

/** Keys to filter by: letters, digits and `_`, beginning with a letter. `tenant` and `project` are not among them: the index sets those itself. */
export type Payload = Readonly<Record<string, PayloadValue>>;

/** A sparse vector as two arrays of the same length, as it comes from storage: each token once. */
export interface PackedVector {
  tokens: Uint32Array;
  weights: Float32Array;
}

/** What the index holds of a chunk: nothing that cannot be made again from the indexer's own tables. */
export interface Point {
  /** A UUID in lower case. */
  id: string;
  /** One vector per channel that has anything to say about the chunk. Weights are positive. */
  sparse: Readonly<Record<string, SparseVector | PackedVector>>;
  /** Of length 1, when the generation has a dense channel. */
  dense?: Float32Array;
  payload: Payload;
}

export interface Scored {
  id: string;
  score: number;
  /** Of its payload what was asked for, in the order of the keys; `undefined`: it has none. Absent: nothing was asked for. */
  values?: readonly (PayloadValue | undefined)[];
}

/** A page of points in the order of their ids. */
export interface PointPage {
  points: { id: string; payload: Payload }[];
  /** Where the next page begins; absent on the last one. */
  next?: string;
}

/** The same vector in two arrays. */
export const packed = (vector: SparseVector | PackedVector): PackedVector =>
  'tokens' in vector ? vector : { tokens: Uint32Array.from(vector.keys()), weights: Float32Array.from(vector.values()) };
