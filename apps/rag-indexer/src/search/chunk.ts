import type { Collection } from '@skein/contracts';
import type { Payload } from '@skein/vector-index';

/** The unit that is found. `source` is what it belongs to; its id follows from collection, source and place. */
export interface Chunk {
  tenant: string;
  collection: Collection;
  id: string;
  source: string;
  title: string;
  text: string;
  /** SHA-256 of the text: an unchanged chunk is not indexed again. */
  hash: string;
  payload: Payload;
  updatedAt: string;
}
