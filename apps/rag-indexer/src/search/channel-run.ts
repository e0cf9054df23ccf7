import type { Collection } from '@skein/contracts';
import { byScoreThenId, documentChannels, type ChannelHit, type ChannelHits } from '@skein/retrieval';
import type { DenseQuery, Filter, Scope, ScopedCollection, SparseQuery, Tests, VectorIndex } from '@skein/vector-index';
import { channelWeights, type Question } from './search-question.ts';

export interface Asked {
  scope: Scope;
  collections: readonly Collection[];
  filter: Filter;
  /** So many of each channel. */
  depth: number;
  /** Conditions on where a chunk is: what does not fulfil them is not found. */
  where: Tests;
}

/** What a channel found, and how long it took. */
export interface ChannelRun extends ChannelHits {
  ms: number;
  /** Why it found nothing, when it could not look. */
  skipped?: string;
  /** How many chunks it can find, of how many there are. */
  covers?: { chunks: number; of: number };
}

const documentKeys = ['source', 'document'];

/** Asks all channels of all collections at the same time. */
export function runChannels(index: VectorIndex, question: Question, asked: Asked): Promise<ChannelRun[]> {
  const { scope, collections, depth } = asked;
  const runs = [...question].map(async ([channel, sparse]): Promise<ChannelRun> => {
    const started = performance.now();
    const found = collections.map((name) => foundIn(name, index.collection(name, scope), { channel, sparse }, asked));
    const lists = (await Promise.all(found)).filter(({ length }) => length > 0);
    const hits = lists.length > 1 ? lists.flat().sort(byScoreThenId).slice(0, depth) : (lists[0] ?? []);
    const told = { channel: channel === 'body' ? 'bm25' : channel, weight: channelWeights[channel] };
    return { ...told, ofDocuments: documentChannels.includes(channel), hits, ms: performance.now() - started };
  });
  return Promise.all(runs);
}

/** What a collection has for one channel's question, with the documents that the chunks are parts of. */
export async function foundIn(
  name: Collection,
  collection: ScopedCollection,
  question: Pick<SparseQuery, 'channel' | 'sparse'> | Pick<DenseQuery, 'dense'>,
  { filter, where, depth }: Asked,
): Promise<ChannelHit[]> {
  const hits = await collection.search({ ...question, filter, where, limit: depth, keys: documentKeys });
  // Each source is named once: thousands of equal strings made anew would cost more than finding them.
  const sources = new Map<unknown, string>();
  return hits.map(({ id, score, values: [of, document] = [] }) => {
    let source = sources.get(of);
    if (source === undefined) sources.set(of, (source = `${name}/${of}`));
    return { id, score, source, document: String(document) };
  });
}
