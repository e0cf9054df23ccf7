import type { SparseVector } from '@skein/retrieval';
import type { Filter } from './filter.ts';
import type { PayloadValue } from './point.ts';

/** Tells which values of a payload key pass; `undefined`: the point has none. Tests of one name answer alike. */
export interface Test {
  name: string;
  passes(value: PayloadValue | undefined): boolean;
  /** In lower case: how every text that passes ends, upper and lower case alike. Makes it faster where there are many values. */
  ends?: string;
}

/** By payload key, each of them to be passed: what a {@link Filter} cannot say. */
export type Tests = Readonly<Record<string, Test>>;

interface Asked {
  filter?: Filter;
  where?: Tests;
  limit: number;
  /** Payload keys whose values each hit is to come with. */
  keys?: readonly string[];
}

/**
 * Dot product with the channel's vectors, each token of the query weighed by its idf among the tenant's points that have the channel, if
 * the channel is not a counting one.
 */
export interface SparseQuery extends Asked {
  channel: string;
  sparse: SparseVector;
}

/** Dot product, which is the cosine for vectors of length 1. */
export interface DenseQuery extends Asked {
  dense: Float32Array;
}

/** One channel's question. Answers are exact, best first, ties by id. */
export type Query = SparseQuery | DenseQuery;
