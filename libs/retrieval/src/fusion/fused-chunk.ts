import type { Contribution, Fused } from './fuse.ts';
import type { RankedList } from './ranked-list.ts';

export interface Fusion {
  k: number;
  lists: readonly RankedList[];
  /** Names of chunks, by number. */
  names: readonly string[];
}

/** A chunk with its place. Few are looked at closely: what each channel gave is worked out when it is asked for. */
export class FusedChunk implements Fused {
  readonly id: string;

  readonly score: number;
  readonly leads: boolean;
  readonly others: number;
  readonly #of: Fusion;
  readonly #chunk: number;
  readonly #document: number;

  constructor(
    of: Fusion,
    { chunk, document, ...place }: { chunk: number; document: number; score: number; leads: boolean; others: number },
  ) {
    this.id = of.names[chunk]!;
    this.score = place.score;
    this.leads = place.leads;
    this.others = place.others;
    this.#of = of;
    this.#chunk = chunk;
    this.#document = document;
  }

  get contributions(): readonly Contribution[] {
    const given = this.#of.lists.flatMap((list) => this.#givenBy(list) ?? []);
    return given.sort((a, b) => b.share - a.share || (a.channel < b.channel ? -1 : 1));
  }

  #givenBy({ channel, weight, ...list }: RankedList): Contribution | undefined {
    const own = list.chunks.indexOf(this.#chunk);
    const at = this.leads ? list.documents.indexOf(this.#document) : own;
    if (at < 0) return undefined;
    const rank = (this.leads ? list.documentRanks : list.chunkRanks)[at]!;
    const score = list.scores[at]!;
    const contribution = { channel, rank, score, share: weight / (this.#of.k + rank) };
    return list.scores[own] === score ? contribution : { ...contribution, chunk: this.#of.names[list.chunks[at]!]! };
  }
}
