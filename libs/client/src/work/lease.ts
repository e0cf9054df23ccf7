import { SkeinError } from '@skein/contracts';
import { CommandRejected } from '../commands/command-rejected.ts';
import type { Steps } from '../groups/steps.ts';
import type { Task } from './task.ts';

/** Keeps a claimed step by renewing its lease at a third of it; its signal tells when that is over. */
export class Lease {
  /** Set when the server has said that the lease is lost. */
  lost: CommandRejected | undefined;
  readonly #steps: Steps;
  readonly #task: Task;
  readonly #leaseMs: number;
  readonly #over = new AbortController();
  readonly #onTrouble: (error: SkeinError) => void;
  #until: number;
  #timer: NodeJS.Timeout | undefined;

  /** `since`: when the claim was sent, by `performance.now()`; the lease began later than that. */
  constructor(steps: Steps, task: Task, leaseMs: number, since: number, onTrouble: (error: SkeinError) => void) {
    this.#steps = steps;
    this.#task = task;
    this.#leaseMs = leaseMs;
    this.#onTrouble = onTrouble;
    this.#until = since + leaseMs;
    this.#renewIn(leaseMs / 3);
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Renews it now. Rejects when it is lost, or when nobody answers while it lasts. */
  async extend(leaseMs = this.#leaseMs): Promise<void> {
    const { workflow, step, fence } = this.#task;
    const since = performance.now();
    try {
      const timeoutMs = Math.max(1, this.#leftMs);
      await this.#steps.extend(workflow, { step, fence, leaseMs }, { wait: 'logged', timeoutMs });
      this.#until = Math.max(this.#until, since + leaseMs);
    } catch (error) {
      if (error instanceof CommandRejected) this.#lose(error);
      throw error;
    }
  }

  /** No renewals from now on; the signal is aborted if a reason is given. */
  end(reason?: Error): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (reason) this.#over.abort(reason);
  }

  #renewIn(ms: number): void {
    this.#timer = setTimeout(() => void this.#renew(), Math.max(20, ms));
  }

  async #renew(): Promise<void> {
    // the handler has asked for longer: a renewal now would make it shorter
    if (this.#leftMs > this.#leaseMs) return this.#renewIn(this.#leftMs - (this.#leaseMs * 2) / 3);
    try {
      await this.extend();
    } catch (error) {
      if (this.lost || this.#timer === undefined) return;
      const problem = error instanceof SkeinError ? error : new SkeinError('service.failed', String(error));
      this.#onTrouble(problem);
      const message = `The lease of step ${this.#task.step} could not be renewed in time; somebody else may have it by now.`;
      if (this.#leftMs <= 0 || !problem.retriable) return this.end(new SkeinError('service.unavailable', message, {}, { cause: error }));
    }
    if (this.#timer) this.#renewIn(this.#leftMs / 3);
  }

  get #leftMs(): number {
    return this.#until - performance.now();
  }

  #lose(error: CommandRejected): void {
    this.lost = error;
    this.end(error);
  }
}
