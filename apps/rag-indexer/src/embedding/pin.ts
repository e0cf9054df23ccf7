import type { EmbeddingSpec } from '@skein/vector-index';
import type { ChunkPlace } from '../storage/chunk.ts';

/** How the vectors of a place are made. */
export interface Pin extends ChunkPlace {
  spec: EmbeddingSpec;
  space: string;
  /** Else they are being made, to take the place of those that are searched. */
  searched: boolean;
  /** The generation of the index that holds them; `null`: none yet. */
  generation: string | null;
}
