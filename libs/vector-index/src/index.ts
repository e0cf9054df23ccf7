export { EmbeddedIndex } from './embedded-index.ts';
export {
  VectorIndex,
  type Filter,
  type Payload,
  type Point,
  type Scored,
  type SparseQuery,
  type TenantCollection,
} from './vector-index.ts';
