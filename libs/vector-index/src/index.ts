export { EmbeddedIndex } from './embedded-index.ts';
export type { Filter, Payload, Point, Scored, SparseQuery, TenantCollection, VectorIndex } from './vector-index.ts';
