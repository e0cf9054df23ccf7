import { byScoreThenId } from './order.ts';

export interface RankedHit {
  id: string;
  rank: number;
  score: number;
}

/** Hits with their ranks from 1, best first, each id once. Equal scores share the best rank that they could have. */
export function ranked(hits: readonly { readonly id: string; readonly score: number }[]): RankedHit[] {
  const seen = new Set<string>();
  const result: RankedHit[] = [];
  for (const { id, score } of [...hits].sort(byScoreThenId)) {
    if (seen.has(id)) continue;
    seen.add(id);
    const before = result.at(-1);
    result.push({ id, score, rank: before?.score === score ? before.rank : result.length + 1 });
  }
  return result;
}
