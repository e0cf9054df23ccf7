import type { TaskOffer } from '@skein/contracts';

/** A claimed step. */
export interface Task extends TaskOffer {
  /** Proves the claim; whatever is written outside should carry it, so that a late writer can be told. */
  fence: number;
  /** End of the attempt (ISO 8601, the server's clock), whatever leases are extended. */
  runUntil?: string;
}

export interface TaskContext {
  /**
   * Aborted when the lease is lost, or could not be renewed in time, or the worker stops: somebody else may be at it, and what is done
   * from then on is not wanted.
   */
  signal: AbortSignal;
  /** Renews the lease now, for `leaseMs` (default: the worker's), as for a piece of work during which no renewal can happen. */
  extend(leaseMs?: number): Promise<void>;
}

/** Does the work. What it returns is the step's output; see also `done` and `FinalError`. */
export type TaskHandler = (task: Task, context: TaskContext) => unknown;
