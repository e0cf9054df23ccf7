import { byGroup, channelVectors, fuse, fusionDefaults, lexicalChannels, queryVector, type LexicalChannel } from '@skein/retrieval';
import type { Dataset, DatasetDocument, DatasetQuery } from './dataset.ts';
import { Postings } from './postings.ts';

/** One way to rank files for a query. `plain`: BM25 over whole chunks, a file as good as its best one; nothing else. */
export type Ranking = (query: DatasetQuery) => readonly string[];

const FILES = 1_000;

/** Everything that is compared: plain BM25, all channels fused as search does, each channel alone, and all but one. */
export function rankingsOf({ documents }: Dataset): Map<string, Ranking> {
  const fileOf = new Map(documents.map(({ id, file }) => [id, file]));
  const indexes = indexesOf(documents);
  const alone = (channel: LexicalChannel, text: string, depth: number) =>
    byGroup(indexes[channel].search(queryVector(text), depth), ({ id }) => fileOf.get(id)!);
  const fused = (channels: readonly LexicalChannel[]): Ranking => {
    const { k, depth, weights } = fusionDefaults;
    return ({ text }) =>
      fuse(
        channels.map((channel) => ({ channel, weight: weights[channel], hits: alone(channel, text, depth) })),
        { k, limit: FILES },
      ).map(({ id }) => id);
  };
  return new Map<string, Ranking>([
    ['plain BM25', ranked((text) => alone('body', text, Infinity))],
    ['fused', fused(lexicalChannels)],
    ...lexicalChannels.map((channel) => [`${channel} alone`, ranked((text) => alone(channel, text, Infinity))] as const),
    ...lexicalChannels.map((without) => [`fused without ${without}`, fused(lexicalChannels.filter((one) => one !== without))] as const),
  ]);
}

const ranked =
  (find: (text: string) => readonly { id: string; score: number }[]): Ranking =>
  ({ text }) =>
    fuse([{ channel: 'one', hits: find(text) }], { limit: FILES }).map(({ id }) => id);

function indexesOf(documents: readonly DatasetDocument[]): Record<LexicalChannel, Postings> {
  const indexes = { body: new Postings(), name: new Postings(), path: new Postings(), doc: new Postings(), history: new Postings() };
  for (const document of documents) {
    const vectors = channelVectors(document);
    for (const channel of lexicalChannels) if (vectors[channel]) indexes[channel].add(document.id, vectors[channel]);
  }
  return indexes;
}
