import { setTimeout as pause } from 'node:timers/promises';
import { brokerErrorOf, loading } from './kafka-problem.ts';

/** Repeats what a broker refuses only because it has just started, for at most `forMs`. */
export async function patiently<T>(attempt: () => Promise<T>, forMs = 15_000): Promise<T> {
  const until = Date.now() + forMs;
  for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
    try {
      return await attempt();
    } catch (error) {
      if (!loading.has(brokerErrorOf(error) ?? '') || Date.now() + wait > until) throw error;
      await pause(wait);
    }
  }
}
