import { pairedInterval, type Interval } from './bootstrap.ts';
import type { Dataset } from './dataset.ts';
import { mean, measures, scoresOf, type QueryScores } from './metrics.ts';
import { rankingsOf } from './rankings.ts';

export interface RankingFigures extends QueryScores {
  ranking: string;
}

export interface DatasetFigures {
  dataset: string;
  files: number;
  chunks: number;
  queries: number;
  rankings: readonly RankingFigures[];
  /** Of Hit@10, fused minus plain BM25. */
  gain: Interval;
}

/** Ranks every query in every way. */
export function compare(dataset: Dataset): DatasetFigures & { differences: readonly number[] } {
  const right = new Map<string, Set<string>>();
  for (const { query, file } of dataset.judgements) right.set(query, (right.get(query) ?? new Set()).add(file));
  const scores = new Map<string, QueryScores[]>();
  for (const [name, rank] of rankingsOf(dataset))
    scores.set(
      name,
      dataset.queries.map((query) => scoresOf(rank(query), right.get(query.id)!)),
    );
  const [plain, fused] = [scores.get('plain BM25')!, scores.get('fused')!];
  const differences = fused.map(({ hit10 }, index) => hit10 - plain[index]!.hit10);
  return {
    dataset: dataset.name,
    files: new Set(dataset.documents.map(({ file }) => file)).size,
    chunks: dataset.documents.length,
    queries: dataset.queries.length,
    rankings: [...scores].map(([ranking, all]) => ({ ranking, ...means(all) })),
    gain: pairedInterval([differences]),
    differences,
  };
}

/** The mean of what was measured of several data sets, each counting alike. */
export function together(all: readonly DatasetFigures[]): RankingFigures[] {
  return all[0]!.rankings.map(({ ranking }) => ({
    ranking,
    ...means(all.map(({ rankings }) => rankings.find((one) => one.ranking === ranking)!)),
  }));
}

function means(all: readonly QueryScores[]): QueryScores {
  const of = (measure: keyof QueryScores) => mean(all.map((one) => one[measure]));
  return Object.fromEntries(measures.map((measure) => [measure, of(measure)])) as unknown as QueryScores;
}
