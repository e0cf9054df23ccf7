import { mentionVector } from '../mentions/mention-vectors.ts';
import { bm25, vectorOf, type Bm25Parameters, type SparseVector } from '../weights/bm25.ts';
import { tokenize } from '../words/tokens.ts';
import type { Searchable } from './searchable.ts';

/**
 * The ways in which a chunk is found by its words, each a sparse vector of its own:
 * `body` its whole text, `name` what it and its file are called, `path` where it is, `doc` its signature and its documenting comment,
 * `history` what the commits that changed it said, `mention` the names that it can be called by outright.
 */
export const lexicalChannels = ['body', 'name', 'path', 'doc', 'history', 'mention'] as const;
export type LexicalChannel = (typeof lexicalChannels)[number];
type WordChannel = Exclude<LexicalChannel, 'mention'>;

/** Channels that count what they find: an index leaves idf out of their scores. */
export const countingChannels: readonly LexicalChannel[] = ['mention'];

/** Channels that say of a whole file what is kept with one of its chunks. */
export const documentChannels: readonly LexicalChannel[] = ['history'];

/** Short fields are compared with short ones: averages of the order that the fields of code have, and less weight on length. */
const parameters: Readonly<Record<WordChannel, Bm25Parameters>> = {
  body: bm25,
  name: { k1: 1.2, b: 0.5, averageLength: 8 },
  path: { k1: 1.2, b: 0.5, averageLength: 8 },
  doc: { k1: 1.2, b: 0.5, averageLength: 32 },
  history: { k1: 1.2, b: 0.5, averageLength: 64 },
};

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const fields: Readonly<Record<WordChannel, (chunk: Searchable) => string>> = {
  body: ({ text }) => text,
  name: ({ symbol = '', path = '' }) => `${symbol} ${fileName(path)}`,
  path: ({ path = '' }) => path,
  doc: ({ signature = '', doc = '' }) => `${signature}\n${doc}`,
  history: ({ history = [] }) => history.join('\n'),
};

/** One vector per channel that has anything to say about the chunk. */
export function channelVectors(chunk: Searchable): Partial<Record<LexicalChannel, SparseVector>> {
  const vectors: Partial<Record<LexicalChannel, SparseVector>> = {};
  for (const channel of lexicalChannels) {
    const vector = channel === 'mention' ? mentionVector(chunk) : vectorOf(tokenize(fields[channel](chunk)), parameters[channel]);
    if (vector.size > 0) vectors[channel] = vector;
  }
  return vectors;
}
