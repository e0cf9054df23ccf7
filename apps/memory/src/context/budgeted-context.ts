import type { ContextView, TurnView } from '@skein/contracts';
import { documentVector, idf, queryVector } from '@skein/retrieval';
import type { TokenCounter } from './token-counter.ts';

interface Candidate {
  turn: TurnView;
  tokens: number;
  because: 'recent' | 'relevant';
}

/** Of the budget, when there is a query: what older turns that fit it may take. The newest turns have the rest by right. */
const RELEVANT_SHARE = 0.3;
/** What a chat format adds around each turn. */
const TURN_OVERHEAD = 4;

/**
 * As much of a thread as fits into `budget` tokens: the newest turns, and with a query the most relevant older ones; oldest first,
 * gaps marked. Never over budget: a turn that does not fit whole is left out, and the answer says how many were.
 */
export function budgetedContext(
  turns: readonly TurnView[],
  { thread, budget, query, counter }: { thread: string; budget: number; query?: string | undefined; counter: TokenCounter },
): ContextView {
  const measured = turns.map((turn) => ({ turn, tokens: counter.count(turn.content) + TURN_OVERHEAD }));
  const forRecent = query === undefined ? budget : Math.floor(budget * (1 - RELEVANT_SHARE));
  const recent: Candidate[] = [];
  let spent = 0;
  for (const one of measured.toReversed()) {
    if (spent + one.tokens > forRecent) break;
    recent.push({ ...one, because: 'recent' });
    spent += one.tokens;
  }
  const older = measured.slice(0, measured.length - recent.length);
  const relevant: Candidate[] = [];
  for (const one of query === undefined ? [] : byRelevance(older, query)) {
    if (spent + one.tokens > budget) continue;
    relevant.push({ ...one, because: 'relevant' });
    spent += one.tokens;
  }
  const chosen = [...recent, ...relevant].sort((a, b) => a.turn.number - b.turn.number);
  const total = measured.reduce((sum, one) => sum + one.tokens, 0);
  return {
    thread,
    budget,
    tokens: spent,
    counter: counter.name,
    turns: chosen.map(({ turn, tokens, because }, index) => {
      const gap = turn.number - (chosen[index - 1]?.turn.number ?? 0) - 1;
      return { ...turn, tokens, because, ...(gap > 0 ? { gap } : {}) };
    }),
    left: {
      turns: turns.length - chosen.length,
      tokens: total - spent,
      why: turns.length === chosen.length ? 'everything fits' : 'the budget is spent',
    },
  };
}

function byRelevance<T extends { turn: TurnView }>(candidates: readonly T[], query: string): T[] {
  const wanted = [...queryVector(query).keys()];
  const vectors = candidates.map(({ turn }) => documentVector(turn.content));
  const weights = wanted.map((token) => idf(vectors.length, vectors.filter((vector) => vector.has(token)).length));
  return candidates
    .map((candidate, index) => ({
      candidate,
      score: wanted.reduce((sum, token, i) => sum + (vectors[index]!.get(token) ?? 0) * weights[i]!, 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.candidate.turn.number - a.candidate.turn.number)
    .map(({ candidate }) => candidate);
}
