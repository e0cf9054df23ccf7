import { channelVectors, fusionDefaults, lexicalChannels, queryVector, type LexicalChannel, type SparseVector } from '@skein/retrieval';
import type { Chunk } from '../storage/chunk.ts';

/** How much a channel counts beside the others. */
export const channelWeights: Readonly<Record<LexicalChannel, number>> = fusionDefaults.weights;

/** What each channel is asked. */
export type Question = ReadonlyMap<LexicalChannel, SparseVector>;

/** Every channel is asked for the same words. */
export function questionOf(text: string): Question {
  const vector = queryVector(text);
  return new Map(vector.size === 0 ? [] : lexicalChannels.map((channel) => [channel, vector]));
}

/** Rare words decide; of a long chunk those that come most often are asked for. */
const MOST_TOKENS = 128;

/** What is like a chunk has its words, in the fields in which it has them. */
export function questionLike({ text, details }: Chunk): Question {
  const vectors = channelVectors({ ...details, text });
  return new Map(lexicalChannels.flatMap((channel) => (vectors[channel] ? [[channel, heaviest(vectors[channel])]] : [])));
}

function heaviest(vector: SparseVector): SparseVector {
  if (vector.size <= MOST_TOKENS) return vector;
  return new Map([...vector].sort(([a, x], [b, y]) => y - x || a - b).slice(0, MOST_TOKENS));
}
