import type { Collection } from '@skein/contracts';
import type { Payload } from '@skein/vector-index';

/** The unit that is found. Its id follows from where it belongs. */
export interface Chunk {
  tenant: string;
  project: string;
  collection: Collection;
  id: string;
  source: string;
  /** The key of its document in the source. */
  document: string;
  title: string;
  text: string;
  /** Of all that is stored: an unchanged chunk is not written again. */
  hash: string;
  /** What it can be filtered by. */
  payload: Payload;
  details: ChunkDetails;
  /** ISO 8601. */
  updatedAt: string;
}

/** What else is known of a chunk; what of it is searched, and what is shown. */
export interface ChunkDetails {
  path?: string;
  symbol?: string;
  kind?: string;
  lang?: string;
  signature?: string;
  doc?: string;
  imports?: readonly string[];
  history?: readonly string[];
  startLine?: number;
  endLine?: number;
  url?: string;
  metadata?: Readonly<Record<string, unknown>>;
}

/** Where chunks belong together: a row per tenant and collection. */
export interface ChunkPlace {
  tenant: string;
  collection: Collection;
}
