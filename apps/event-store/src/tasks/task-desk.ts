import { Injectable } from '@nestjs/common';
import type { TaskOffer } from '@skein/contracts';
import { Log } from '@skein/platform';
import { StoreProgress } from '../progress/store-progress.ts';
import { TasksRepository, type Wanted } from './tasks.repository.ts';

interface Waiter {
  wanted: Wanted;
  /** It has got its answer, or has given up. */
  over: boolean;
  answer(offers: TaskOffer[]): void;
}

const AFTER_FAILURE_MS = 1_000;

/** Pollers wait here. Commits and lapsing offers wake them, the longest waiting first; nothing is asked for while nothing moves. */
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
    const offers = await this.tasks.offer(wanted);
    if (offers.length > 0 || waitMs === 0 || signal.aborted) return offers;
    const { promise, resolve } = Promise.withResolvers<TaskOffer[]>();
    const waiter: Waiter = { wanted, over: false, answer: resolve };
    const giveUp = () => {
      waiter.over = true;
      resolve([]);
    };
    const timer = setTimeout(giveUp, waitMs);
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiters.add(waiter);
    this.#look(); // a step may have become runnable since it was asked for
    const answer = await promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    this.#waiters.delete(waiter);
    return answer;
  }

  #look(): void {
    if (this.#waiters.size === 0) return;
    this.#again = true;
    if (!this.#running) void this.#rounds();
  }

  async #rounds(): Promise<void> {
    this.#running = true;
    clearTimeout(this.#timer);
    let next: number | undefined = AFTER_FAILURE_MS;
    try {
      while (this.#again && this.#waiters.size > 0) {
        this.#again = false;
        await this.#round();
      }
      next = this.#waiters.size > 0 ? await this.tasks.nextLapse() : undefined;
    } catch (err) {
      this.log.warn('runnable steps could not be read; tried again', { err });
    }
    this.#running = false;
    if (this.#again) this.#look();
    else if (next !== undefined) this.#timer = setTimeout(() => this.#look(), next).unref();
  }

  async #round(): Promise<void> {
    const asked = new Map<string, { tenant: string; capability: string }>();
    for (const { wanted } of this.#waiters) {
      for (const capability of wanted.capabilities) asked.set(keyOf(wanted.tenant, capability), { tenant: wanted.tenant, capability });
    }
    const runnable = new Set((await this.tasks.runnable([...asked.values()])).map((one) => keyOf(one.tenant, one.capability)));
    const without = new Set<string>();
    for (const waiter of [...this.#waiters]) {
      const { tenant, subject, capabilities, workflow } = waiter.wanted;
      const same = JSON.stringify([tenant, subject, capabilities, workflow]);
      if (waiter.over || without.has(same) || !capabilities.some((one) => runnable.has(keyOf(tenant, one)))) continue;
      const offers = await this.tasks.offer(waiter.wanted);
      if (offers.length === 0) without.add(same);
      else if (waiter.over) await this.tasks.withdraw(tenant, offers);
      else {
        waiter.over = true;
        waiter.answer(offers);
      }
    }
  }
}

const keyOf = (tenant: string, capability: string) => `${tenant}/${capability}`;
