import type { SparseVector } from '@skein/retrieval';

export type Payload = Readonly<Record<string, string | number | boolean>>;

/** What the index holds of a chunk: nothing that cannot be made again from the indexer's own tables. */
export interface Point {
  id: string;
  sparse: SparseVector;
  /** Keys to filter by. */
  payload: Payload;
}

export interface Scored {
  id: string;
  score: number;
}

/** All of these must be equal. */
export type Filter = Payload;

/** One channel's question: exact, best first, ties by id. */
export interface SparseQuery {
  vector: SparseVector;
  filter?: Filter;
  limit: number;
}

/** A collection of one tenant: whoever holds it cannot reach another's points. */
export interface TenantCollection {
  /** Replaces points of the same id. */
  upsert(points: readonly Point[]): Promise<void>;
  delete(ids: readonly string[]): Promise<void>;
  search(query: SparseQuery): Promise<Scored[]>;
  count(): Promise<number>;
}

/** Port: where vectors live. The only way to a collection names its tenant, here, in one place. */
export abstract class VectorIndex {
  abstract collection(name: string, tenant: string): TenantCollection;
}
