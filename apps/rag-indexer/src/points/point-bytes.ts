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

/** Views of the bytes, which are copied only where they do not lie at a multiple of four. */
export function decodePoint(bytes: Uint8Array): { sparse: Record<string, PackedVector>; signature: Uint8Array } {
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  const words = new Uint32Array(buffer, byteOffset, length / 4);
  const sparse: Record<string, PackedVector> = {};
  let at = 0;
  for (const channel of lexicalChannels) {
    const size = words[at]!;
    const start = byteOffset + 4 * (at + 1);
    if (size > 0) {
      sparse[channel] = { tokens: new Uint32Array(buffer, start, size), weights: new Float32Array(buffer, start + 4 * size, size) };
    }
    at += 1 + 2 * size;
  }
  return { sparse, signature: new Uint8Array(buffer, byteOffset + 4 * at, SIGNATURE_BYTES) };
}
