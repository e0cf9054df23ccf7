import type { SkeinError } from '@skein/contracts';
import type { CommandRejected } from '../commands/command-rejected.ts';
import type { Task } from './task.ts';

export type WorkerEvent =
  | { kind: 'claimed' | 'completed'; task: Task }
  | { kind: 'failed'; task: Task; error: Error; retriable: boolean }
  /** Somebody else holds the step, or it has ended: what the handler did is not part of history. */
  | { kind: 'lost'; task: Task; error: CommandRejected }
  /** Something did not answer; the worker goes on. With a task: its outcome is not known here, its lease decides. */
  | { kind: 'trouble'; task?: Task; error: SkeinError };

export interface WorkOptions {
  capabilities: readonly string[];
  /** Tasks at the same time. Default 1. */
  concurrency?: number;
  /** How long a step stays ours without a renewal, in ms; renewed at a third of it. Default 30,000. */
  leaseMs?: number;
  /** Only steps of this workflow. */
  workflow?: string;
  /** A label for people, shown with the claim: which process it is. */
  agent?: string;
  /** How long one question for work waits at the server, in ms; at most 60,000. Default 45,000: each question costs gateway and store a little. */
  pollMs?: number;
  onEvent?(event: WorkerEvent): void;
}
