import type { Collection } from '@skein/contracts';
import { byScoreThenId, type ChunkHits, type FoundChunk } from '@skein/retrieval';
import type { Filter, Payload, Scope, VectorIndex } from '@skein/vector-index';
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
}

/** Chunks are named by collection and id until they are read. */
export const nameOf = (collection: Collection, id: string): string => `${collection}/${id}`;

const documentKeys = ['source', 'document'];
const documentOf = (collection: Collection, { source, document }: Payload = {}): string => `${collection}\n${source}\n${document}`;

/** Asks all channels of all collections at the same time. */
export function runChannels(index: VectorIndex, question: Question, { scope, collections, filter, depth }: Asked): Promise<ChannelRun[]> {
  const runs = [...question].map(async ([channel, sparse]): Promise<ChannelRun> => {
    const started = performance.now();
    const found = collections.map(async (collection) => {
      const hits = await index.collection(collection, scope).search({ channel, sparse, filter, limit: depth, keys: documentKeys });
      return hits.map(({ id, score, payload }): FoundChunk => ({
        id: nameOf(collection, id),
        score,
        document: documentOf(collection, payload),
      }));
    });
    const hits = (await Promise.all(found)).flat().sort(byScoreThenId).slice(0, depth);
    return { channel: channel === 'body' ? 'bm25' : channel, weight: channelWeights[channel], hits, ms: performance.now() - started };
  });
  return Promise.all(runs);
}
