import type { Category } from '@skein/contracts';
import type { Outcome } from '@skein/log';
import { setTimeout as delay } from 'node:timers/promises';

export interface AwaitedResult {
  category: Category;
  partition: number;
  tenant: string;
  stream: string;
  id: string;
}

export interface FoundResult extends AwaitedResult {
  hash: string;
  outcome: Outcome;
}

/** Reads those of `wanted` that the store has; in one query. */
export type FindResults = (wanted: readonly AwaitedResult[]) => Promise<FoundResult[]>;

const PAUSE_MS = 200;

interface Waiter {
  wanted: AwaitedResult;
  resolve: (found: FoundResult | undefined) => void;
}

/**
 * Waits for outcomes that another process decides: whenever the store has moved, one query asks for all that are awaited in the
 * partitions that moved.
 */
export class ResultWatch {
  readonly #waiters = new Set<Waiter>();
  readonly #toAsk = new Set<Waiter>();
  #asking = false;

  constructor(
    private readonly find: FindResults,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** `undefined` when the signal is aborted before the store has it. */
  wait(wanted: AwaitedResult, signal: AbortSignal): Promise<FoundResult | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<FoundResult | undefined>();
    const waiter = { wanted, resolve };
    this.#waiters.add(waiter);
    signal.addEventListener('abort', () => this.#end(waiter, undefined), { once: true });
    this.#toAsk.add(waiter); // it may be stored already
    if (!this.#asking) void this.#ask();
    return promise;
  }

  /** The store has more than before in these partitions; in all of them when none is named. */
  storeMoved(places?: readonly { category: Category; partition: number }[]): void {
    if (this.#waiters.size === 0) return;
    for (const waiter of this.#waiters) if (!places || places.some((place) => isAt(waiter.wanted, place))) this.#toAsk.add(waiter);
    if (this.#toAsk.size > 0 && !this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#toAsk.size > 0) {
      await Promise.resolve(); // whoever begins to wait in the same turn is asked for together
      const asked = [...this.#toAsk];
      this.#toAsk.clear();
      try {
        const found = new Map((await this.find(asked.map((one) => one.wanted))).map((one) => [keyOfResult(one), one]));
        for (const waiter of asked) {
          const result = found.get(keyOfResult(waiter.wanted));
          if (result) this.#end(waiter, result);
        }
      } catch (error) {
        this.failed(error);
        await delay(PAUSE_MS);
        for (const waiter of asked) if (this.#waiters.has(waiter)) this.#toAsk.add(waiter);
      }
    }
    this.#asking = false;
  }

  #end(waiter: Waiter, found: FoundResult | undefined): void {
    this.#waiters.delete(waiter);
    this.#toAsk.delete(waiter);
    waiter.resolve(found);
  }
}

const isAt = (wanted: AwaitedResult, { category, partition }: { category: Category; partition: number }) =>
  wanted.category === category && wanted.partition === partition;

const keyOfResult = ({ category, tenant, stream, id }: AwaitedResult) => `${category}/${tenant}/${stream}\n${id}`;
