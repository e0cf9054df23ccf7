import {
  bm25,
  byGroup,
  byScoreThenId,
  channelQuestions,
  channelVectors,
  countingChannels,
  documentChannels,
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
  const find = finderOf(documents, fileOf);
  const wholeFiles = wholeFilesOf(documents);
  const fused = (of: readonly LexicalChannel[]): Ranking => {
    const { k, depth, weights } = fusionDefaults;
    return ({ text }) => {
      const lists = of.map((channel) => {
        const ofDocuments = documentChannels.includes(channel);
        return { channel, weight: weights[channel], ofDocuments, hits: find(channel, text, depth) };
      });
      return fuse(lists, { k })
        .filter(({ leads }) => leads)
        .slice(0, FILES)
        .map(({ id }) => fileOf.get(id)!);
    };
  };
  return new Map<string, Ranking>([
    ['plain BM25', alone((text) => find('body', text, Infinity))],
    ['fused', fused(lexicalChannels)],
    ['BM25 of whole files', alone((text) => wholeFiles.search(queryVector(text), Infinity).map((hit) => ({ ...hit, document: hit.id })))],
    ...lexicalChannels.map((channel) => [`${channel} alone`, alone((text) => find(channel, text, Infinity))] as const),
    ...lexicalChannels.map((without) => [`fused without ${without}`, fused(lexicalChannels.filter((one) => one !== without))] as const),
  ]);
}

const alone =
  (find: (text: string) => readonly InFile[]): Ranking =>
  ({ text }) =>
    byGroup(find(text), ({ document }) => document)
      .sort(byScoreThenId)
      .slice(0, FILES)
      .map(({ id }) => id);

interface InFile {
  id: string;
  score: number;
  document: string;
}

/** The best chunks of a channel, as many as asked for. */
type Finder = (channel: LexicalChannel, text: string, chunks: number) => InFile[];

function finderOf(documents: readonly DatasetDocument[], fileOf: ReadonlyMap<string, string>): Finder {
  const postings = new Map(lexicalChannels.map((channel) => [channel, new Postings(countingChannels.includes(channel))]));
  for (const document of documents) {
    const vectors = channelVectors(document);
    for (const channel of lexicalChannels) if (vectors[channel]) postings.get(channel)!.add(document.id, vectors[channel]);
  }
  return (channel, text, chunks) => {
    const question = channelQuestions(text).get(channel);
    const hits = question ? postings.get(channel)!.search(question, chunks) : [];
    return hits.map((hit) => ({ ...hit, document: fileOf.get(hit.id)! }));
  };
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
