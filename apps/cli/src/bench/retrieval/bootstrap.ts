import { mean } from './metrics.ts';

export interface Interval {
  mean: number;
  low: number;
  high: number;
}

const RESAMPLES = 10_000;

/**
 * Paired bootstrap (Efron and Tibshirani 1993, percentiles): the 95 % interval of the mean difference, from 10,000 resamples of the queries.
 * Several data sets count alike: each is resampled by itself, and the mean is that of their means. The same numbers give the same interval.
 *
 * @param differences per data set, per query
 */
export function pairedInterval(differences: readonly (readonly number[])[]): Interval {
  const random = sequence(20_260_101);
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (const all of differences) means[resample]! += meanOfResample(all, random) / differences.length;
  }
  means.sort();
  return { mean: mean(differences.map(mean)), low: means[Math.floor(0.025 * RESAMPLES)]!, high: means[Math.floor(0.975 * RESAMPLES)]! };
}

function meanOfResample(values: readonly number[], random: () => number): number {
  let sum = 0;
  for (let drawn = 0; drawn < values.length; drawn++) sum += values[Math.floor(random() * values.length)]!;
  return sum / values.length;
}

/** Numbers from 0 to 1 that are the same on every machine (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
