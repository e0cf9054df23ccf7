import { byScoreThenId } from './order.ts';

export interface Listed {
  readonly id: string;
  readonly score: number;
}

/** What all lists of a fusion number alike, and which list has seen a number last. */
export class Numbered {
  /** By chunk. */
  readonly documentOf: number[] = [];
  readonly chunkSeenBy: number[] = [];
  readonly documentSeenBy: number[] = [];
}

/** One channel's hits, best first, each chunk once, with the numbers and ranks that fusing needs. Equal scores share the best rank that they could have. */
export class RankedList<Hit extends Listed = Listed> {
  /** How many; the arrays may be longer. */
  length = 0;
  readonly scores: Float64Array;
  readonly chunks: Int32Array;
  readonly chunkRanks: Int32Array;
  /** Of the hit's document, among documents; 0 where a better chunk of it stands before. */
  readonly documentRanks: Int32Array;
  readonly channel: string;
  readonly weight: number;
  readonly ofDocuments: boolean;
  readonly #documentOf: readonly number[];

  /** @param turn another number for each list that shares `numbered` */
  constructor(
    { channel, weight = 1, ofDocuments = false }: { channel: string; weight?: number; ofDocuments?: boolean },
    hits: readonly Hit[],
    { numbered, turn, chunkOf }: { numbered: Numbered; turn: number; chunkOf: (hit: Hit) => number },
  ) {
    const { documentOf, chunkSeenBy, documentSeenBy } = numbered;
    [this.channel, this.weight, this.ofDocuments] = [channel, weight, ofDocuments];
    this.#documentOf = documentOf;
    this.scores = new Float64Array(hits.length);
    this.chunks = new Int32Array(hits.length);
    this.chunkRanks = new Int32Array(hits.length);
    this.documentRanks = new Int32Array(hits.length);
    let [chunkRank, documentRank, before, documents] = [0, 0, NaN, 0];
    for (const hit of sorted(hits)) {
      const chunk = chunkOf(hit);
      if (chunkSeenBy[chunk] === turn) continue;
      if (hit.score !== before) [chunkRank, documentRank, before] = [this.length + 1, documents + 1, hit.score];
      chunkSeenBy[chunk] = turn;
      const document = documentOf[chunk]!;
      const isFirst = documentSeenBy[document] !== turn;
      if (isFirst) documents += 1;
      documentSeenBy[document] = turn;
      this.scores[this.length] = hit.score;
      this.chunks[this.length] = chunk;
      this.chunkRanks[this.length] = chunkRank;
      this.documentRanks[this.length] = isFirst ? documentRank : 0;
      this.length += 1;
    }
  }

  /** Adds what the channel gives to chunks and to documents, by number. */
  addShares(k: number, ofChunks: Float64Array, ofDocuments: Float64Array): void {
    for (let at = 0; at < this.length; at++) {
      const chunk = this.chunks[at]!;
      ofChunks[chunk]! += this.weight / (k + this.chunkRanks[at]!);
      if (this.documentRanks[at]! > 0) ofDocuments[this.#documentOf[chunk]!]! += this.weight / (k + this.documentRanks[at]!);
    }
  }

  /** Where the chunk is; -1: it is not. */
  placeOf(chunk: number): number {
    const at = this.chunks.indexOf(chunk);
    return at < this.length ? at : -1;
  }

  /** Where the best chunk of a document is; -1: there is none. */
  placeOfDocument(document: number): number {
    for (let at = 0; at < this.length; at++) if (this.#documentOf[this.chunks[at]!] === document) return at;
    return -1;
  }
}

/** What comes from an index is in order already. */
function sorted<Hit extends Listed>(hits: readonly Hit[]): readonly Hit[] {
  for (let i = 1; i < hits.length; i++) if (byScoreThenId(hits[i - 1]!, hits[i]!) > 0) return hits.toSorted(byScoreThenId);
  return hits;
}
