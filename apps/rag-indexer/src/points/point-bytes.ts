import { channelVectors, lexicalChannels, type Searchable, type SparseVector } from '@skein/retrieval';
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

export function decodePoint(bytes: Buffer): PointContent {
  const sparse: Record<string, SparseVector> = {};
  let at = 0;
  for (const channel of lexicalChannels) {
    const size = bytes.readUInt32LE(at);
    const [tokens, weights] = [at + 4, at + 4 + 4 * size];
    if (size > 0) {
      const vector = new Map<number, number>();
      for (let i = 0; i < size; i++) vector.set(bytes.readUInt32LE(tokens + 4 * i), bytes.readFloatLE(weights + 4 * i));
      sparse[channel] = vector;
    }
    at = weights + 4 * size;
  }
  return { sparse, signature: bytes.subarray(at, at + SIGNATURE_BYTES) };
}
