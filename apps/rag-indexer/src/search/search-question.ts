import { channelVectors, fusionDefaults, lexicalChannels, type LexicalChannel, type SparseVector } from '@skein/retrieval';
import type { Chunk } from '../storage/chunk.ts';

/** How much a channel counts beside the others. */
export const channelWeights: Readonly<Record<LexicalChannel, number>> = fusionDefaults.weights;

/** What each channel is asked. */
export type Question = ReadonlyMap<LexicalChannel, SparseVector>;

/** Rare words decide; of a long chunk those that come most often are asked for. */
const MOST_TOKENS = 128;

/** What is like a chunk has its words, in the fields in which it has them. */
export function questionLike({ text, details }: Chunk): Question {
  const vectors = channelVectors({ ...details, text });
  // It has names, and mentions nothing.
  const asked = lexicalChannels.filter((channel) => channel !== 'mention');
  return new Map(asked.flatMap((channel) => (vectors[channel] ? [[channel, heaviest(vectors[channel])]] : [])));
}

function heaviest(vector: SparseVector): SparseVector {
  if (vector.size <= MOST_TOKENS) return vector;
  return new Map([...vector].sort(([a, x], [b, y]) => y - x || a - b).slice(0, MOST_TOKENS));
}
