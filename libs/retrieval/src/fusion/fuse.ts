import { bestFirst } from './best-first.ts';
import { FusedChunk } from './fused-chunk.ts';
import { DocumentNumbering, Numbering } from './numbering.ts';
import { Numbered, RankedList } from './ranked-list.ts';

/** Something that a channel found. */
export interface ChannelHit {
  readonly id: string;
  /** A higher one is better. */
  readonly score: number;
  /** The file, issue or page that it is a part of; itself, when it is left out. */
  readonly document?: string;
  /** Where the document is: those of the same name in other places are others. */
  readonly source?: string;
}

/** What one channel found, in any order. Of several hits with one id the best counts. */
export interface ChannelHits {
  channel: string;
  /** How much the channel counts beside others; 1 when it is left out, and 0 leaves the channel out. */
  weight?: number;
  /**
   * What it finds is said of documents as wholes, and only kept with one of their chunks: it ranks documents, and chooses no chunk of them as
   * long as another channel does.
   */
  ofDocuments?: boolean;
  hits: readonly ChannelHit[];
}

/** What one channel gave to a hit. */
export interface Contribution {
  channel: string;
  /** From 1; hits of equal score have the same rank, the best one that they could have. */
  rank: number;
  /** The channel's own score. */
  score: number;
  /** weight / (k + rank): the part of the fused score that comes from here. */
  share: number;
  /** The part of the document that the channel found, where it is another one than the hit. */
  chunk?: string;
}

export interface Fused {
  id: string;
  score: number;
  /** Whether it is the best of its document, and stands for it. */
  leads: boolean;
  /** How many others of its document were found. */
  others: number;
  /** Largest share first. Worked out when it is asked for. */
  readonly contributions: readonly Contribution[];
}

/**
 * Below the 60 of Cormack, Clarke and Büttcher (SIGIR 2009): with several channels that often agree the first ranks should count more.
 * Measured on histories of repositories (docs/retrieval.md).
 */
export const RRF_K = 10;

/**
 * Weighted reciprocal-rank fusion of documents: the score of a document is the sum of weight / (k + rank) over the channels that found any of it, and
 * in a channel it is as good as its best chunk. So what one chunk has in its history meets what another one has in its text.
 *
 * Chunks are answered. The best of each document stands for it, with its score (and ranks that count documents); the others have what they would have
 * on their own (and ranks that count chunks), which is never more, and are left out where that is nothing but what is said of the document. Best
 * first, ties by id; the result does not depend on the order of channels or of hits.
 */
export function fuse(given: readonly ChannelHits[], { k = RRF_K, limit = Infinity }: { k?: number; limit?: number } = {}): Fused[] {
  const [chunks, documents, numbered] = [new Numbering(), new DocumentNumbering(), new Numbered()];
  const { documentOf } = numbered;
  const chunkOf = (hit: ChannelHit) => {
    const chunk = chunks.of(hit.id);
    if (chunk === documentOf.length) documentOf.push(documents.of(hit));
    return chunk;
  };
  const lists = given
    .filter(({ weight = 1 }) => weight > 0)
    .toSorted((a, b) => (a.channel < b.channel ? -1 : 1)) // sums of the same numbers in another order differ
    .map(({ hits, ...channel }, turn) => new RankedList(channel, hits, { numbered, turn, chunkOf }));
  const { names } = chunks;
  const [ofChunks, ofDocuments] = [new Float64Array(names.length), new Float64Array(documents.size)];
  const saidOfDocuments = new Float64Array(names.length);
  for (const list of lists) list.addShares(k, list.ofDocuments ? saidOfDocuments : ofChunks, ofDocuments);
  const leads = leadsOf([ofChunks, saidOfDocuments], documentOf, names);
  for (const [document, lead] of leads.entries()) ofChunks[lead] = ofDocuments[document]!;
  const shown = names
    .keys()
    .filter((chunk) => ofChunks[chunk]! > 0)
    .toArray();
  const sizes = new Uint32Array(documents.size);
  for (const chunk of shown) sizes[documentOf[chunk]!]! += 1;
  const of = { k, lists, names, documentOf };
  return Array.from(inOrder(shown, ofChunks, names).subarray(0, limit), (chunk) => {
    const document = documentOf[chunk]!;
    return new FusedChunk(of, chunk, ofChunks[chunk]!, leads[document] === chunk, sizes[document]! - 1);
  });
}

/** Best first, ties by id: sorted as {@link bestFirst} does, and then settled where 32 bits do not tell. */
function inOrder(chunks: readonly number[], scores: Float64Array, names: readonly string[]): Uint32Array {
  const order = bestFirst(chunks, chunks.length, scores);
  for (let at = 0, end = 1; at < order.length; at = end, end += 1) {
    const rough = Math.fround(scores[order[at]!]!);
    while (end < order.length && Math.fround(scores[order[end]!]!) === rough) end += 1;
    if (end > at + 1) order.subarray(at, end).sort((a, b) => scores[b]! - scores[a]! || (names[a]! < names[b]! ? -1 : 1));
  }
  return order;
}

/** The best chunk of each document, by the first of the scores that tells them apart, else by id. */
function leadsOf(scores: readonly Float64Array[], documentOf: readonly number[], names: readonly string[]): number[] {
  const leads: number[] = [];
  for (let chunk = 0; chunk < documentOf.length; chunk++) {
    const document = documentOf[chunk]!;
    const lead = leads[document];
    if (lead === undefined || isBetter(chunk, lead, scores, names)) leads[document] = chunk;
  }
  return leads;
}

function isBetter(chunk: number, lead: number, scores: readonly Float64Array[], names: readonly string[]): boolean {
  for (const by of scores) if (by[chunk] !== by[lead]) return by[chunk]! > by[lead]!;
  return names[chunk]! < names[lead]!;
}
