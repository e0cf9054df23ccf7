import { byScoreThenId } from './order.ts';

export interface Listed {
  readonly id: string;
  readonly score: number;
}

/** One channel's hits, best first, each chunk once, with the numbers and ranks that fusing needs. Equal scores share the best rank that they could have. */
export class RankedList<Hit extends Listed = Listed> {
  readonly scores: number[] = [];
  readonly chunks: number[] = [];
  readonly documents: number[] = [];
  readonly chunkRanks: number[] = [];
  /** Of the hit's document, among documents; 0 where a better chunk of it stands before. */
  readonly documentRanks: number[] = [];

  constructor(
    readonly channel: string,
    readonly weight: number,
    hits: readonly Hit[],
    numbersOf: (hit: Hit) => readonly [chunk: number, document: number],
  ) {
    const [chunks, documents] = [new Set<number>(), new Set<number>()];
    let [chunkRank, documentRank, before] = [0, 0, NaN];
    for (const hit of sorted(hits)) {
      const [chunk, document] = numbersOf(hit);
      if (chunks.has(chunk)) continue;
      if (hit.score !== before) [chunkRank, documentRank, before] = [chunks.size + 1, documents.size + 1, hit.score];
      chunks.add(chunk);
      this.scores.push(hit.score);
      this.chunks.push(chunk);
      this.documents.push(document);
      this.chunkRanks.push(chunkRank);
      this.documentRanks.push(documents.has(document) ? 0 : documentRank);
      documents.add(document);
    }
  }

  /** Adds what the channel gives to chunks and to documents, by number. */
  addShares(k: number, ofChunks: Float64Array, ofDocuments: Float64Array): void {
    for (let at = 0; at < this.chunks.length; at++) {
      ofChunks[this.chunks[at]!]! += this.weight / (k + this.chunkRanks[at]!);
      if (this.documentRanks[at]! > 0) ofDocuments[this.documents[at]!]! += this.weight / (k + this.documentRanks[at]!);
    }
  }
}

/** What comes from an index is in order already. */
function sorted<Hit extends Listed>(hits: readonly Hit[]): readonly Hit[] {
  const isSorted = hits.every((hit, index) => index === 0 || byScoreThenId(hits[index - 1]!, hit) <= 0);
  return isSorted ? hits : hits.toSorted(byScoreThenId);
}
