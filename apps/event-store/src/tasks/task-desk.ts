import { Injectable } from '@nestjs/common';
import type { TaskOffer } from '@skein/contracts';
import { Log } from '@skein/platform';
import { StoreProgress } from '../progress/store-progress.ts';
import { asksOf, shareOut, type Share, type Waiter } from './waiters.ts';
import { TasksRepository, type OfferedStep, type Wanted } from './tasks.repository.ts';

const AFTER_FAILURE_MS = 1_000;
// Offers that were taken lapse too, one after another: those of a while are looked at together.
const LAPSES_TOGETHER_MS = 100;

/**
 * Pollers wait here. Commits and lapsing offers wake them, the longest waiting first; nothing is asked for while nothing moves. One
 * question to the database is for all of them, and who comes while it is asked is in the next.
 */
@Injectable()
export class TaskDesk {
  readonly #waiters = new Set<Waiter>();
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #again = false;

  constructor(
    private readonly tasks: TasksRepository,
    private readonly progress: StoreProgress,
    private readonly log: Log,
  ) {
    this.progress.onMoved((positions) => {
      if (positions.some(({ category }) => category === 'workflow')) this.#look();
    });
  }

  /** Runnable steps for this poller; none when there were none within `waitMs`, or until the signal is aborted. */
  async poll(wanted: Wanted, waitMs: number, signal: AbortSignal): Promise<TaskOffer[]> {
    if (signal.aborted) return [];
    const { promise, resolve, reject } = Promise.withResolvers<TaskOffer[]>();
    const waiter: Waiter = { wanted, waits: waitMs > 0, asked: false, over: false, answer: resolve, fail: reject };
    const giveUp = () => {
      waiter.over = true;
      resolve([]);
    };
    const timer = waitMs > 0 ? setTimeout(giveUp, waitMs) : undefined;
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiters.add(waiter);
    this.#look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      this.#waiters.delete(waiter);
    }
  }

  #look(): void {
    if (this.#waiters.size === 0) return;
    this.#again = true;
    if (!this.#running) void this.#rounds();
  }

  async #rounds(): Promise<void> {
    this.#running = true;
    clearTimeout(this.#timer);
    let next: number | undefined;
    try {
      while (this.#again && this.#waiters.size > 0) {
        this.#again = false;
        next = await this.#round();
      }
    } catch (err) {
      this.log.warn('runnable steps could not be read; tried again', { err });
      next = AFTER_FAILURE_MS;
      for (const waiter of this.#waiters) if (!waiter.asked || !waiter.waits) waiter.fail(err as Error);
    }
    this.#running = false;
    if (this.#again) this.#look();
    else if (next !== undefined) this.#timer = setTimeout(() => this.#look(), Math.max(next, LAPSES_TOGETHER_MS)).unref();
  }

  /** Answers when the next offer lapses. */
  async #round(): Promise<number | undefined> {
    const waiting = [...this.#waiters].filter(({ over }) => !over);
    if (waiting.length === 0) return undefined;
    const asks = asksOf(waiting);
    const { steps, nextLapse } = await this.tasks.offer(asks);
    for (const waiter of waiting) waiter.asked = true;
    const { shares, left } = shareOut(asks, steps);
    await Promise.all([this.#giveBack(left), ...[...shares].map(([tenant, own]) => this.#hand(tenant, own))]);
    for (const waiter of waiting) if (!waiter.waits && !waiter.over) this.#answer(waiter, []);
    return nextLapse;
  }

  async #hand(tenant: string, shares: readonly Share[]): Promise<void> {
    const tasks = await this.tasks.read(
      tenant,
      shares.flatMap(({ steps }) => steps),
    );
    const found = new Map(tasks.map((task) => [keyOf(task.workflow, task.step), task]));
    for (const { waiter, steps } of shares) {
      const own = steps.flatMap(({ stream, step }) => found.get(keyOf(stream, step)) ?? []);
      if (waiter.over) await this.#giveBack(steps);
      else if (own.length > 0) this.#answer(waiter, own);
    }
  }

  async #giveBack(steps: readonly OfferedStep[]): Promise<void> {
    if (steps.length === 0) return;
    await this.tasks.withdraw(steps);
    this.#look(); // there may be others for them
  }

  #answer(waiter: Waiter, offers: TaskOffer[]): void {
    waiter.over = true;
    waiter.answer(offers);
  }
}

const keyOf = (workflow: string, step: string) => JSON.stringify([workflow, step]);
