import type { AwaitedResult, FoundResult } from './result-watch.ts';

/** Port: reads outcomes that the store has; in one query, those that it lacks are absent. */
export abstract class FindOutcomes {
  abstract find(wanted: readonly AwaitedResult[]): Promise<FoundResult[]>;
}
