import { setTimeout as pause } from 'node:timers/promises';
import { brokerErrorOf, loading } from './kafka-problem.ts';

interface Patience {
  forMs?: number;
  /** Further answers of a broker that pass by themselves in this case. */
  also?: ReadonlySet<string>;
}

/** Repeats what a broker refuses only because it has just started, for at most `forMs` (15 s). */
export async function patiently<T>(attempt: () => Promise<T>, { forMs = 15_000, also }: Patience = {}): Promise<T> {
  const until = Date.now() + forMs;
  for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
    try {
      return await attempt();
    } catch (error) {
      const answer = brokerErrorOf(error) ?? '';
      if (!(loading.has(answer) || also?.has(answer)) || Date.now() + wait > until) throw error;
      await pause(wait);
    }
  }
}
