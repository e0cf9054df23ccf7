import {
  bm25,
  byGroup,
  channelVectors,
  fuse,
  fusionDefaults,
  lexicalChannels,
  mentionScore,
  mentionsIn,
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
  const find = finderOf(documents);
  const wholeFiles = wholeFilesOf(documents);
  const fused = (of: readonly Channel[]): Ranking => {
    const { k, depth, weights } = fusionDefaults;
    return ({ text }) =>
      fuse(
        of.map((channel) => ({ channel, weight: weights[channel], hits: find(channel, text, depth) })),
        { k, limit: FILES },
      ).map(({ id }) => id);
  };
  return new Map<string, Ranking>([
    ['plain BM25', ranked((text) => find('body', text, Infinity))],
    ['fused', fused(channels)],
    ['BM25 of whole files', ranked((text) => wholeFiles.search(queryVector(text), Infinity))],
    ...channels.map((channel) => [`${channel} alone`, ranked((text) => find(channel, text, Infinity))] as const),
    ...channels.map((without) => [`fused without ${without}`, fused(channels.filter((one) => one !== without))] as const),
  ]);
}

const ranked =
  (find: (text: string) => readonly { id: string; score: number }[]): Ranking =>
  ({ text }) =>
    fuse([{ channel: 'one', hits: find(text) }], { limit: FILES }).map(({ id }) => id);

type Channel = LexicalChannel | 'mention';
const channels: readonly Channel[] = [...lexicalChannels, 'mention'];

/** The best files of a channel, of as many chunks as asked for. */
type Finder = (channel: Channel, text: string, chunks: number) => { id: string; score: number }[];

function finderOf(documents: readonly DatasetDocument[]): Finder {
  const fileOf = new Map(documents.map(({ id, file }) => [id, file]));
  const postings = new Map(lexicalChannels.map((channel) => [channel, new Postings()]));
  for (const document of documents) {
    const vectors = channelVectors(document);
    for (const channel of lexicalChannels) if (vectors[channel]) postings.get(channel)!.add(document.id, vectors[channel]);
  }
  return (channel, text, chunks) => {
    const hits = channel === 'mention' ? mentioned(documents, text) : postings.get(channel)!.search(queryVector(text), chunks);
    return byGroup(hits, ({ id }) => fileOf.get(id)!);
  };
}

function mentioned(documents: readonly DatasetDocument[], text: string): { id: string; score: number }[] {
  const mentions = mentionsIn(text);
  if (mentions.symbols.length + mentions.paths.length === 0) return [];
  return documents.map((document) => ({ id: document.id, score: mentionScore(mentions, document) })).filter(({ score }) => score > 0);
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
