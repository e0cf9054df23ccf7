import { murmur3 } from './murmur3.ts';

/**
 * The dimension of a token in a sparse vector, 0 … 2³¹: the absolute value of the signed 32-bit {@link murmur3} hash. Qdrant's server-side
 * `qdrant/bm25` and FastEmbed's `Qdrant/bm25` number tokens the same way, so their points and ours can share a collection.
 */
export const tokenId = (token: string): number => Math.abs(murmur3(token) | 0);
