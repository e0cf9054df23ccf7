import { readRecord } from '@skein/contracts';
import { recordHash } from '@skein/log';
import { appendGroupOf, missingFolds } from '../folds/group-rows.ts';
import { StreamFolds } from '../folds/stream-folds.ts';
import { median, ownCpu } from './cpu.ts';
import type { PlacedGroup } from './stored-groups.ts';

/** What a record costs the process that reads it, in µs of its CPU. */
export interface RecordCosts {
  parsing: number;
  /** Envelope and data, of what has been parsed. */
  validation: number;
  hashing: number;
  /** Folding it into its stream, and making the rows of views and snapshots. */
  folding: number;
}

/** Measures them over all groups, `rounds` times in turns after a round that only warms up. */
export function recordCosts(appends: readonly (readonly PlacedGroup[])[], rounds: number): RecordCosts {
  const groups = appends.flat();
  const values = groups.flatMap(({ group }) => group.records.map(({ value }) => String(value)));
  const took: Record<keyof RecordCosts, number[]> = { parsing: [], validation: [], hashing: [], folding: [] };
  for (let round = 0; round <= rounds; round++) {
    let parsed: Record<string, unknown>[] = [];
    const work: Record<keyof RecordCosts, () => unknown> = {
      parsing: () => (parsed = values.map((value) => JSON.parse(value) as Record<string, unknown>)),
      validation: () => parsed.filter((record) => 'unfit' in readRecord(record)).length,
      hashing: () => values.filter((value) => recordHash(value) === '').length,
      folding: () => fold(groups),
    };
    for (const [name, run] of Object.entries(work) as [keyof RecordCosts, () => unknown][]) {
      const before = ownCpu();
      run();
      if (round > 0) took[name].push((ownCpu() - before) / values.length);
    }
  }
  return Object.fromEntries(Object.entries(took).map(([name, all]) => [name, median(all)])) as unknown as RecordCosts;
}

/** As when they are written for the first time: nothing of them is in the store. */
export function fold(groups: readonly PlacedGroup[]) {
  const folds = new StreamFolds(Infinity);
  return groups.map(({ place, group }) => {
    missingFolds(folds, place, group);
    return appendGroupOf(folds, place, group, (stream, error) => {
      throw new Error(`${stream.stream} cannot be folded`, { cause: error });
    });
  });
}
