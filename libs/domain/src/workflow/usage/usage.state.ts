import { StepCompleted, UsageRecorded, type Usage, type UsageTotals } from '@skein/contracts';
import { evolver } from '../../core/evolver.ts';

export interface UsageState {
  /** Replaced as a whole, never changed in place. */
  usage: UsageTotals;
}

const nothing: UsageTotals = { inputTokens: 0, outputTokens: 0, costMicroUsd: 0 };

export const initialUsage = (): UsageState => ({ usage: nothing });

const sums = (totals: UsageTotals, used: Usage): [keyof UsageTotals, number][] =>
  (Object.keys(nothing) as (keyof UsageTotals)[]).map((kind) => [kind, totals[kind] + (used[kind] ?? 0)]);

/** Whether a sum would no longer be exact. */
export const exceeds = ({ usage }: UsageState, used: Usage): boolean => sums(usage, used).some(([, sum]) => !Number.isSafeInteger(sum));

export const isNothing = (used: Usage): boolean => sums(nothing, used).every(([, sum]) => sum === 0);

/** History from before such sums were refused is counted as far as that is exact. */
function count(state: UsageState, used: Usage): void {
  const counted = sums(state.usage, used).map(([kind, sum]) => [kind, Math.min(sum, Number.MAX_SAFE_INTEGER)]);
  state.usage = Object.fromEntries(counted) as UsageTotals;
}

const events = { StepCompleted, UsageRecorded };

export const evolveUsage = evolver<UsageState, typeof events>(events, {
  StepCompleted(state, { usage }) {
    if (usage) count(state, usage);
  },
  UsageRecorded(state, { usage }) {
    count(state, usage);
  },
});
