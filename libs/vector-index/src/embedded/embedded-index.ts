import type { IndexSchema } from '../port/index-adapter.ts';
import { VectorIndex } from '../scope/vector-index.ts';
import { EmbeddedAdapter } from './embedded-adapter.ts';

/** An index in this process: empty, to be filled from the tables. For one replica at a time. */
export const embeddedIndex = (schema: IndexSchema): VectorIndex => new VectorIndex(new EmbeddedAdapter(schema), schema);
