import { SkeinError } from '@skein/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { Backoff } from './backoff.ts';
import { retryAfterOf } from './problem-error.ts';

export interface RetryOptions {
  /** For all attempts together. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Tries something that may be repeated until it succeeds, fails for good, or the time is over; then it throws what the last attempt threw.
 * Each attempt is told how many ms are left.
 */
export async function retrying<T>(attempt: (leftMs: number) => Promise<T>, { timeoutMs, signal }: RetryOptions): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (const backoff = new Backoff(); ;) {
    try {
      return await attempt(Math.max(1, end - performance.now()));
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SkeinError) || !error.retriable) throw error;
      const wait = backoff.next(retryAfterOf(error));
      if (performance.now() + wait >= end) throw error;
      await pause(wait, undefined, { signal });
    }
  }
}
