import { DEFAULT_LEASE_MS, SkeinError, type PollResponse, type TaskOffer } from '@skein/contracts';
import { CommandRejected } from '../commands/command-rejected.ts';
import type { Steps } from '../groups/steps.ts';
import { Backoff } from '../http/backoff.ts';
import type { HttpDoor } from '../http/http-door.ts';
import { retryAfterOf } from '../http/problem-error.ts';
import { Wakening } from '../http/wakening.ts';
import { Lease } from './lease.ts';
import { runTask } from './run-task.ts';
import type { Task, TaskHandler } from './task.ts';
import type { WorkerEvent, WorkOptions } from './work-options.ts';

const POLL_GRACE_MS = 10_000;
const STOP_WITHIN_MS = 10_000;
// A question that was answered sooner, for nothing, is not asked again without a pause.
const QUICK_MS = 1_000;
const LAST_ANSWERS_MS = 5_000;

/** Polls for steps, claims them, keeps their leases and answers for them; made by `client.work`. Works until `stop`. */
export class TaskWorker implements AsyncDisposable {
  readonly #door: HttpDoor;
  readonly #steps: Steps;
  readonly #options: WorkOptions;
  readonly #handler: TaskHandler;
  readonly #stop = new AbortController();
  readonly #leases = new Set<Lease>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #free = new Wakening();
  readonly #polling: Promise<void>;
  #stopping: Promise<void> | undefined;
  #late = false;

  constructor(door: HttpDoor, steps: Steps, options: WorkOptions, handler: TaskHandler) {
    this.#door = door;
    this.#steps = steps;
    this.#options = options;
    this.#handler = handler;
    this.#polling = this.#poll();
  }

  /** Tasks in work. */
  get busy(): number {
    return this.#tasks.size;
  }

  /** The same as a part of what it can do at once, 0 to 1. */
  get load(): number {
    return this.busy / this.#concurrency;
  }

  /**
   * Takes nothing new, and lets what is in work come to its end for `withinMs` (default 10,000). What is not done by then gets its signal
   * and fails retriably, so that another worker can have it at once. Resolves when all answers are given.
   */
  stop({ withinMs = STOP_WITHIN_MS }: { withinMs?: number } = {}): Promise<void> {
    return (this.#stopping ??= this.#end(withinMs));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #end(withinMs: number): Promise<void> {
    this.#stop.abort();
    const ended = (async () => {
      await this.#polling;
      await Promise.all(this.#tasks);
    })();
    if (await endsWithin(withinMs, ended)) return;
    this.#late = true;
    for (const lease of this.#leases) lease.end(stopped());
    await endsWithin(LAST_ANSWERS_MS, ended);
  }

  get #concurrency(): number {
    return this.#options.concurrency ?? 1;
  }

  async #poll(): Promise<void> {
    const stop = this.#stop.signal;
    const backoff = new Backoff({ limitMs: 5_000 });
    while (!stop.aborted) {
      const room = this.#concurrency - this.#tasks.size;
      if (room <= 0) {
        await this.#free.wait(60_000, stop);
        continue;
      }
      const began = performance.now();
      try {
        const offers = await this.#ask(room);
        const claimed = await Promise.all(offers.map((offer) => this.#claim(offer)));
        // Offers that cannot be claimed would come again at once, and a server that stops ends the wait at once.
        if (!claimed.includes(true) && performance.now() - began < QUICK_MS) await backoff.pause(stop);
        else backoff.reset();
      } catch (error) {
        if (stop.aborted) return;
        const problem = error instanceof SkeinError ? error : new SkeinError('service.failed', String(error), {}, { cause: error });
        this.#tell({ kind: 'trouble', error: problem });
        await backoff.pause(stop, retryAfterOf(problem));
      }
    }
  }

  async #ask(max: number): Promise<TaskOffer[]> {
    const { capabilities, workflow, pollMs = 45_000 } = this.#options;
    const { tasks } = await this.#door.json<PollResponse>({
      method: 'POST',
      path: '/v1/tasks/poll',
      body: JSON.stringify({ capabilities, max, waitMs: pollMs, workflow }),
      timeoutMs: pollMs + POLL_GRACE_MS,
      signal: this.#stop.signal,
    });
    return tasks;
  }

  /** Whether the step is ours now; it is then in work. */
  async #claim(offer: TaskOffer): Promise<boolean> {
    const { leaseMs = DEFAULT_LEASE_MS, agent } = this.#options;
    if (this.#stop.signal.aborted) return false;
    const since = performance.now();
    try {
      const claim = { step: offer.step, leaseMs, ...(agent === undefined ? {} : { worker: agent }) };
      const { attempt, fence, runUntil } = await this.#steps.claim(offer.workflow, claim, { wait: 'logged', timeoutMs: leaseMs });
      this.#begin({ ...offer, attempt, fence, ...(runUntil === undefined ? {} : { runUntil }) }, leaseMs, since);
      return true;
    } catch (error) {
      if (error instanceof CommandRejected) return false; // somebody else was faster, or the step has ended
      if (!(error instanceof SkeinError)) throw error;
      this.#tell({ kind: 'trouble', error });
      return false;
    }
  }

  #begin(task: Task, leaseMs: number, since: number): void {
    const lease = new Lease(this.#steps, task, leaseMs, since, (error) => this.#tell({ kind: 'trouble', task, error }));
    this.#leases.add(lease);
    if (this.#late) lease.end(stopped());
    this.#tell({ kind: 'claimed', task });
    const running = runTask(this.#steps, task, lease, this.#handler).then((event) => {
      this.#leases.delete(lease);
      this.#tasks.delete(running);
      this.#free.wake();
      this.#tell(event);
    });
    this.#tasks.add(running);
  }

  #tell(event: WorkerEvent): void {
    this.#options.onEvent?.(event);
  }
}

const stopped = () => new SkeinError('service.not-ready', 'The worker was stopped before the step was done.');

async function endsWithin(ms: number, ended: Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ms);
  return await Promise.race([ended.then(() => true), late.promise]).finally(() => clearTimeout(timer));
}
