import type { Queryable } from '@skein/postgres';
import type { ChunkPlace } from '../storage/chunk.ts';

export interface Candidates {
  /** Chunks that may hold all of the texts; those that surely do not are left out. */
  ids: string[];
  /** There are more than were asked for. */
  cut: boolean;
}

/** Port: which chunks may contain texts, upper and lower case alike. What it answers is to be checked against the chunks themselves. */
export abstract class TextCandidates {
  /** Whether it must be told of chunks, by {@link put} and {@link delete}. */
  abstract readonly follows: boolean;
  abstract put(place: ChunkPlace, id: string, signature: Uint8Array): void;
  abstract delete(place: ChunkPlace, ids: readonly string[]): void;
  abstract clear(): void;
  /** `preferred`: ids of which those that may hold the texts come first, in their order. */
  abstract find(place: ChunkPlace, texts: readonly string[], options: { preferred: readonly string[]; limit: number }): Promise<Candidates>;
}

/** What reads as the service, beside the tenant's own reading role. */
export type ServiceReads = Pick<Queryable, 'query'>;
