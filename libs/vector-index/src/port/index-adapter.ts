import type { Filter } from './filter.ts';
import type { Point, PointPage, Scored } from './point.ts';
import type { Query, Tests } from './query.ts';

/** Where points are. Tenants never share a place, so that not even the statistics of words do. */
export interface Place {
  collection: string;
  tenant: string;
  /** Absent: the active one. */
  generation?: string;
}

export interface Generation {
  generation: string;
  active: boolean;
  points: number;
  /** Numbers in a dense vector; 0: no dense channel. */
  dimension: number;
}

/** What can be found and filtered by: the same for all collections, so that a server can be told in advance. */
export interface IndexSchema {
  /** Names of the sparse channels. */
  channels: readonly string[];
  /** Of these: channels whose scores are products alone, without idf. */
  counting?: readonly string[];
  /** Payload keys by how they are filtered; others are held, and cannot be filtered by. */
  keys: Readonly<Record<string, 'keyword' | 'number' | 'path'>>;
}

/**
 * What stands behind the index. Never called but by the wrapper that adds tenant and project ({@link VectorIndex}), so that adapters need not
 * check them. `filter` and payloads carry the key `project` like any other.
 */
export interface IndexAdapter {
  readonly name: 'embedded' | 'qdrant';
  upsert(place: Place, points: readonly Point[]): Promise<void>;
  /** Those of the ids that pass the filter. */
  delete(place: Place, ids: readonly string[], filter: Filter): Promise<void>;
  search(place: Place, query: Query): Promise<Scored[]>;
  /** Which ids would pass, as of now; `undefined`: they are not in this process, so that it cannot be told. */
  passing(place: Place, filter: Filter, where: Tests): ((id: string, near?: number) => boolean) | undefined;
  scroll(place: Place, page: { filter: Filter; from?: string; limit: number }): Promise<PointPage>;
  count(place: Place, filter: Filter): Promise<number>;
  generations(place: Place): Promise<Generation[]>;
  /** Makes an empty generation beside the active one; the first of a place is active at once. */
  createGeneration(place: Place & { generation: string }, dimension: number): Promise<void>;
  /** From now on this one is searched; all others are gone. */
  activate(place: Place & { generation: string }): Promise<void>;
  drop(place: Place & { generation: string }): Promise<void>;
  close(): Promise<void>;
}
