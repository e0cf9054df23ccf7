import type { Queryable } from '@skein/postgres';
import type { Payload } from '@skein/vector-index';
import type { ChunkPlace } from '../storage/chunk.ts';
import type { Signed } from './signature-table.ts';

export interface Candidates {
  /** Chunks that may hold all of the texts; those that surely do not are left out. */
  ids: string[];
  /** There are more than were asked for. */
  cut: boolean;
}

/** What candidates are to fulfil beside their texts, so that no others take their room. */
export interface Within {
  project?: string;
  /** By what a chunk can be filtered by; absent: all. */
  fitsPayload?(payload: Payload): boolean;
  /** All of this at once, where the index is in this process. */
  passes?(id: string, near?: number): boolean;
}

export interface Wanted {
  /** Ids of which those that may hold the texts come first, in their order. */
  preferred: readonly string[];
  limit: number;
  within?: Within;
}

/** Candidates that nobody searches until they are taken. */
export interface Renewal {
  put(place: ChunkPlace, signed: readonly Signed[]): void;
  /** From now on these are searched, and what was searched before is forgotten. */
  activate(): void;
}

/** Port: which chunks may contain texts, upper and lower case alike, white space of any length alike. What it answers is to be checked against the chunks themselves. */
export abstract class TextCandidates {
  /** Whether it must be told of chunks, by {@link put} and {@link delete}. */
  abstract readonly follows: boolean;
  abstract put(place: ChunkPlace, signed: readonly Signed[]): void;
  abstract delete(place: ChunkPlace, ids: readonly string[]): void;
  /** To be filled anew beside those that are searched: all of them, or those of a tenant. */
  abstract renewal(tenant?: string): Renewal;
  abstract find(place: ChunkPlace, texts: readonly string[], wanted: Wanted): Promise<Candidates>;
}

/** What reads as the service, beside the tenant's own reading role. */
export type ServiceReads = Pick<Queryable, 'query'>;
