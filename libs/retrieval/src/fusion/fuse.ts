import { byScoreThenId } from './order.ts';
import { ranked } from './ranked.ts';

/** What one channel found, in any order; a higher score is better. Of several hits with one id the best counts. */
export interface ChannelHits {
  channel: string;
  /** How much the channel counts beside others; 1 when it is left out, and 0 leaves the channel out. */
  weight?: number;
  hits: readonly { readonly id: string; readonly score: number }[];
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
}

export interface Fused {
  id: string;
  score: number;
  /** Largest share first. */
  contributions: readonly Contribution[];
}

/**
 * Below the 60 of Cormack, Clarke and Büttcher (SIGIR 2009): with several channels that often agree the first ranks should count more.
 * Measured on histories of repositories (docs/retrieval.md).
 */
export const RRF_K = 10;

/**
 * Weighted reciprocal-rank fusion: the score of a hit is the sum of weight / (k + rank) over the channels that found it. Best first, ties
 * by id; the result does not depend on the order of channels or of hits.
 */
export function fuse(lists: readonly ChannelHits[], { k = RRF_K, limit = Infinity }: { k?: number; limit?: number } = {}): Fused[] {
  const found = new Map<string, Contribution[]>();
  for (const { channel, weight = 1, hits } of lists) {
    if (weight <= 0) continue;
    for (const { id, rank, score } of ranked(hits)) {
      const contribution = { channel, rank, score, share: weight / (k + rank) };
      const known = found.get(id);
      if (known) known.push(contribution);
      else found.set(id, [contribution]);
    }
  }
  return [...found]
    .map(([id, contributions]) => {
      contributions.sort((a, b) => b.share - a.share || (a.channel < b.channel ? -1 : 1));
      return { id, score: contributions.reduce((sum, { share }) => sum + share, 0), contributions };
    })
    .sort(byScoreThenId)
    .slice(0, limit);
}
