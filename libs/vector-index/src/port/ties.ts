import type { Scored } from './point.ts';

/**
 * Sums of the same numbers in another order differ in their last bits, and servers add as they like. What is closer than this, beside the
 * score itself, is a tie.
 */
const CLOSE = 1e-5;

/** Whether a score and the next lower one are a tie. */
export const isClose = (score: number, next: number): boolean => score - next <= CLOSE * Math.max(1, Math.abs(score));

/**
 * The best `limit` with their ties settled: hits of (nearly) the same score have one score, the highest of them, and are in the order of their ids.
 * `found`: the best there are, of `asked` that were asked for. `undefined` when more must be asked for to know which of a tie belong to
 * the best.
 */
export function settledTies(found: readonly Scored[], { limit, asked }: { limit: number; asked: number }): Scored[] | undefined {
  const sorted = [...found].sort((a, b) => b.score - a.score);
  const settled: Scored[] = [];
  for (let at = 0; at < sorted.length && settled.length < limit;) {
    let end = at + 1;
    while (end < sorted.length && isClose(sorted[end - 1]!.score, sorted[end]!.score)) end += 1;
    if (end === sorted.length && found.length >= asked && end > limit) return undefined;
    const { score } = sorted[at]!;
    const tied = sorted.slice(at, end).map(({ id }) => ({ id, score }));
    settled.push(...tied.sort((a, b) => (a.id < b.id ? -1 : 1)));
    at = end;
  }
  return settled.slice(0, limit);
}

/** How many to ask for first, and the next time. */
export const askedFirst = (limit: number): number => limit + 32;
export const askedNext = (asked: number): number => asked * 4;
