import {
  bm25,
  byGroup,
  channelVectors,
  fuse,
  fusionDefaults,
  lexicalChannels,
  queryVector,
  tokenize,
  vectorOf,
  type LexicalChannel,
} from '@skein/retrieval';
import type { Dataset, DatasetDocument, DatasetQuery } from './dataset.ts';
import { Postings } from './postings.ts';

/** One way to rank files for a query, best first. */
export type Ranking = (query: DatasetQuery) => readonly string[];

const FILES = 1_000;

/**
 * Everything that is compared: plain BM25 (over chunks, a file as good as its best one; nothing but their text), all channels fused as search
 * does, BM25 over whole files, each channel alone, and all but one.
 */
export function rankingsOf({ documents }: Dataset): Map<string, Ranking> {
  const fileOf = new Map(documents.map(({ id, file }) => [id, file]));
  const indexes = indexesOf(documents);
  const wholeFiles = wholeFilesOf(documents);
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
    ['BM25 of whole files', ranked((text) => wholeFiles.search(queryVector(text), Infinity))],
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

/** With the average length that the files have: the usual set-up when files are not cut. */
function wholeFilesOf(documents: readonly DatasetDocument[]): Postings {
  const files = [...Map.groupBy(documents, ({ file }) => file)].map(
    ([file, parts]) => [file, tokenize(parts.map(({ text }) => text).join('\n'))] as const,
  );
  const averageLength = files.reduce((sum, [, tokens]) => sum + tokens.length, 0) / files.length;
  const postings = new Postings();
  for (const [file, tokens] of files) postings.add(file, vectorOf(tokens, { ...bm25, averageLength }));
  return postings;
}
