import type { EndingStep } from './end-process.ts';

/** What a guard runs, and how it ends it. */
export interface GuardOrder {
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** User and group to run as; default: those of this process. */
  uid?: number;
  gid?: number;
  ending: readonly EndingStep[];
}

/** What a guard is told: first what to run, later to end it. */
export type GuardRequest = { kind: 'run'; order: GuardOrder } | { kind: 'end' };

/** What a guard tells the process that started it. */
export type GuardReport =
  | { kind: 'started'; pid: number }
  | { kind: 'not-started'; why: string }
  | { kind: 'exited'; code: number | null; signal: NodeJS.Signals | null };
