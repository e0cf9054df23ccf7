/** How well one query was answered; each from 0 to 1. */
export interface QueryScores {
  hit1: number;
  hit5: number;
  hit10: number;
  /** 1 / the rank of the first right file, or 0. */
  reciprocalRank: number;
  /** Discounted cumulative gain of the first ten, beside the best possible (Järvelin and Kekäläinen 2002; a file is right or wrong). */
  ndcg10: number;
}

export const measures = ['hit1', 'hit5', 'hit10', 'reciprocalRank', 'ndcg10'] as const satisfies readonly (keyof QueryScores)[];

/** Scores of a ranking, best first, each file at most once. */
export function scoresOf(ranking: readonly string[], right: ReadonlySet<string>): QueryScores {
  const ranks = ranking.flatMap((file, index) => (right.has(file) ? [index + 1] : []));
  const first = ranks[0] ?? Infinity;
  const gain = (all: readonly number[]) => all.reduce((sum, rank) => (rank <= 10 ? sum + 1 / Math.log2(rank + 1) : sum), 0);
  const ideal = gain(Array.from({ length: right.size }, (_, index) => index + 1));
  return {
    hit1: Number(first <= 1),
    hit5: Number(first <= 5),
    hit10: Number(first <= 10),
    reciprocalRank: 1 / first,
    ndcg10: gain(ranks) / ideal,
  };
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
