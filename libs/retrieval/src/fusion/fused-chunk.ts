import type { Contribution, Fused } from './fuse.ts';
import type { RankedList } from './ranked-list.ts';

export interface Fusion {
  k: number;
  lists: readonly RankedList[];
  /** By chunk. */
  names: readonly string[];
  documentOf: readonly number[];
}

/** A chunk with its place. Few are looked at closely: what each channel gave is worked out when it is asked for. */
export class FusedChunk implements Fused {
  readonly id: string;
  readonly #of: Fusion;
  readonly #chunk: number;

  constructor(
    of: Fusion,
    chunk: number,
    readonly score: number,
    readonly leads: boolean,
    readonly others: number,
  ) {
    this.id = of.names[chunk]!;
    this.#of = of;
    this.#chunk = chunk;
  }

  get contributions(): readonly Contribution[] {
    const given = this.#of.lists.flatMap((list) => this.#givenBy(list) ?? []);
    return given.sort((a, b) => b.share - a.share || (a.channel < b.channel ? -1 : 1));
  }

  #givenBy(list: RankedList): Contribution | undefined {
    const { k, names, documentOf } = this.#of;
    if (list.ofDocuments && !this.leads) return undefined;
    const own = list.placeOf(this.#chunk);
    const at = this.leads ? list.placeOfDocument(documentOf[this.#chunk]!) : own;
    if (at < 0) return undefined;
    const rank = (this.leads ? list.documentRanks : list.chunkRanks)[at]!;
    const score = list.scores[at]!;
    const contribution = { channel: list.channel, rank, score, share: list.weight / (k + rank) };
    return own >= 0 && list.scores[own] === score ? contribution : { ...contribution, chunk: names[list.chunks[at]!]! };
  }
}
