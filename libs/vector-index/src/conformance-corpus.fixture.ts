import { channelVectors, lexicalChannels, mentionQuery, queryVector } from '@skein/retrieval';
import type { Payload, Query } from '@skein/vector-index';

export interface CorpusChunk {
  id: string;
  text: string;
  symbol: string;
  path: string;
  doc: string;
  payload: Payload;
}

/** The ids of the suite: their order is that of the numbers. */
export const idAt = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** The same numbers each time (Park and Miller's generator), so that adapters can be compared over days. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const syllables = [
  'read',
  'write',
  'lease',
  'batch',
  'head',
  'cursor',
  'store',
  'claim',
  'token',
  'parse',
  'http',
  'index',
  'query',
  'retry',
];

/** A vocabulary in which, as in real texts, few words are common and most are rare. */
const vocabulary = syllables.flatMap((a) => syllables.map((b) => (a === b ? a : `${a}${b[0]!.toUpperCase()}${b.slice(1)}`)));

function textOf(below: (n: number) => number): string {
  const words = Array.from(
    { length: 5 + below(120) },
    () => vocabulary[Math.min(below(vocabulary.length), below(vocabulary.length), below(196))]!,
  );
  return words.join(' ');
}

function chunkAt(n: number): CorpusChunk {
  const below = numbers(n + 17);
  for (let i = 0; i < 5; i++) below(7);
  const word = () => vocabulary[below(vocabulary.length)]!;
  const path = `src/${word()}/${word()}.ts`;
  const payload = { path, lang: ['ts', 'go', 'rust'][below(3)]!, at: below(1_000), open: below(2) === 1 };
  return { id: idAt(n), text: textOf(below), symbol: word(), path, doc: `${word()} ${word()} ${word()}`, payload };
}

/** Six hundred chunks made by a rule; every tenth is the same as the one before it, so that there are ties. */
export const corpus: readonly CorpusChunk[] = Array.from({ length: 600 }, (_, n) => ({
  ...chunkAt(n % 10 === 9 ? n - 1 : n),
  id: idAt(n),
}));

/** A vector of eight numbers and length 1. */
export function denseOf(id: string): Float32Array {
  const below = numbers(parseInt(id.slice(-6), 16) + 3);
  for (let i = 0; i < 5; i++) below(7);
  const raw = Array.from({ length: 8 }, () => below(2_001) - 1_000);
  const length = Math.hypot(...raw);
  return Float32Array.from(raw, (one) => one / length);
}

const filters: readonly Query['filter'][] = [
  undefined,
  { equals: { lang: 'go' } },
  { range: { at: { gte: 100, lt: 600 } } },
  { equals: { open: true, lang: ['ts', 'rust'] } },
  { prefix: { path: 'src/read' } },
];

/** What is asked of the corpus: every channel, with and without filters, small and large limits, a chunk's own vector, dense vectors. */
export const questions: readonly Query[] = [
  ...lexicalChannels.flatMap((channel, c) =>
    Array.from({ length: 12 }, (_, n): Query => {
      const { text, path, symbol } = corpus[(n * 53 + c * 7) % corpus.length]!;
      const words = n % 3 === 0 ? symbol : n % 3 === 1 ? path : text.split(' ').slice(0, 6).join(' ');
      const sparse = channel === 'mention' ? mentionQuery(`\`${symbol}\` ${path}`) : queryVector(words);
      return { channel, sparse, filter: filters[n % filters.length], limit: [5, 20, 100][n % 3]! };
    }),
  ),
  ...corpus.slice(0, 10).map((chunk): Query => ({ channel: 'body', sparse: channelVectors(chunk).body!, limit: 30 })),
  ...corpus.slice(0, 10).map(({ id }, n): Query => ({ dense: denseOf(id), filter: filters[n % filters.length], limit: 15 })),
  { channel: 'body', sparse: queryVector('zeppelin'), limit: 5 },
  { channel: 'body', sparse: new Map(), limit: 5 },
];
