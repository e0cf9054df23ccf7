import { channelVectors, lexicalChannels, type Searchable, type SparseVector } from '@skein/retrieval';
import type { PackedVector } from '@skein/vector-index';
import { SIGNATURE_BYTES, signatureOf } from './text-signature.ts';

export interface PointContent {
  sparse: Record<string, SparseVector>;
  signature: Uint8Array;
}

/** What an index needs of a chunk's text. */
export const contentOf = (chunk: Searchable): PointContent => ({ sparse: channelVectors(chunk), signature: signatureOf(chunk.text) });

/** For the database: per channel how many tokens, then their numbers, then their weights; the signature last. Little-endian. */
export function encodePoint({ sparse, signature }: PointContent): Buffer {
  const vectors = lexicalChannels.map((channel) => sparse[channel] ?? new Map<number, number>());
  const words = vectors.reduce((sum, { size }) => sum + 1 + 2 * size, 0);
  const bytes = Buffer.alloc(words * 4 + SIGNATURE_BYTES);
  let at = 0;
  for (const vector of vectors) {
    at = bytes.writeUInt32LE(vector.size, at);
    for (const token of vector.keys()) at = bytes.writeUInt32LE(token, at);
    for (const weight of vector.values()) at = bytes.writeFloatLE(weight, at);
  }
  bytes.set(signature, at);
  return bytes;
}

export function decodePoint(bytes: Buffer): { sparse: Record<string, PackedVector>; signature: Uint8Array } {
  const { buffer, byteOffset } = bytes;
  const sparse: Record<string, PackedVector> = {};
  let at = 0;
  for (const channel of lexicalChannels) {
    const size = bytes.readUInt32LE(at);
    const [tokens, weights] = [byteOffset + at + 4, byteOffset + at + 4 + 4 * size];
    // Copies: what comes from the database is not aligned, and is part of something larger.
    if (size > 0) {
      const parts = { tokens: buffer.slice(tokens, weights), weights: buffer.slice(weights, weights + 4 * size) };
      sparse[channel] = { tokens: new Uint32Array(parts.tokens), weights: new Float32Array(parts.weights) };
    }
    at += 4 + 8 * size;
  }
  return { sparse, signature: bytes.subarray(at, at + SIGNATURE_BYTES) };
}
