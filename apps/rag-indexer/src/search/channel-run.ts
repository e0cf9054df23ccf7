import type { Collection } from '@skein/contracts';
import { byScoreThenId, type ChunkHits, type FoundChunk } from '@skein/retrieval';
import type { Filter, Payload, Scope, Scored, VectorIndex } from '@skein/vector-index';
import { channelWeights, type Question } from './search-question.ts';

export interface Asked {
  scope: Scope;
  collections: readonly Collection[];
  filter: Filter;
  /** So many of each channel. */
  depth: number;
}

/** What a channel found, and how long it took. */
export interface ChannelRun extends ChunkHits {
  ms: number;
  /** Why it found nothing, when it could not look. */
  skipped?: string;
  /** How many chunks it can find, of how many there are. */
  covers?: { chunks: number; of: number };
}

/** Chunks are named by collection and id until they are read. */
export const nameOf = (collection: Collection, id: string): string => `${collection}/${id}`;

/** What is asked of the payload of each hit. */
export const documentKeys = ['source', 'document'];
const documentOf = (collection: Collection, { source, document }: Payload = {}): string => `${collection}\n${source}\n${document}`;

/** What the index of a collection has found, with the document that it is a part of. */
export const foundIn = (collection: Collection, hits: readonly Scored[]): FoundChunk[] =>
  hits.map(({ id, score, payload }) => ({ id: nameOf(collection, id), score, document: documentOf(collection, payload) }));

/** Asks all channels of all collections at the same time. */
export function runChannels(index: VectorIndex, question: Question, { scope, collections, filter, depth }: Asked): Promise<ChannelRun[]> {
  const runs = [...question].map(async ([channel, sparse]): Promise<ChannelRun> => {
    const started = performance.now();
    const found = collections.map(async (collection) => {
      return foundIn(
        collection,
        await index.collection(collection, scope).search({ channel, sparse, filter, limit: depth, keys: documentKeys }),
      );
    });
    const hits = (await Promise.all(found)).flat().sort(byScoreThenId).slice(0, depth);
    return { channel: channel === 'body' ? 'bm25' : channel, weight: channelWeights[channel], hits, ms: performance.now() - started };
  });
  return Promise.all(runs);
}
