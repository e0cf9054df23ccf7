import { setTimeout as pause } from 'node:timers/promises';
import { brokerErrorOf, loading } from './kafka-problem.ts';

interface Patience {
  forMs?: number;
  /** Further answers of a broker that pass by themselves in this case. */
  also?: ReadonlySet<string>;
}

/** kafkajs goes on with nothing when no broker has answered what it asked of any of them: the connection broke under the question. */
const isUnanswered = (error: unknown) => error instanceof TypeError && error.message.includes("reading 'topicMetadata'");

/** Repeats what a broker refuses only because it has just started, and what none has answered, for at most `forMs` (15 s). */
export async function patiently<T>(attempt: () => Promise<T>, { forMs = 15_000, also }: Patience = {}): Promise<T> {
  const until = Date.now() + forMs;
  for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
    try {
      return await attempt();
    } catch (error) {
      const answer = brokerErrorOf(error) ?? '';
      const passes = loading.has(answer) || also?.has(answer) || isUnanswered(error);
      if (!passes || Date.now() + wait > until) throw error;
      await pause(wait);
    }
  }
}
