import type { IndexSchema } from '../port/index-adapter.ts';
import { VectorIndex } from '../scope/vector-index.ts';
import { QdrantAdapter, type QdrantOptions } from './qdrant-adapter.ts';

/** An index on a Qdrant server, shared by all replicas. Connects with the first call. */
export const qdrantIndex = (options: QdrantOptions, schema: IndexSchema): VectorIndex =>
  new VectorIndex(new QdrantAdapter(options, schema), schema);
