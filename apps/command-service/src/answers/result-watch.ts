import type { Category } from '@skein/contracts';
import type { Outcome } from '@skein/log';

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
  #asking = false;
  #again = false;

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
    this.storeMoved();
    return promise;
  }

  /** The store has more than before, or may have. */
  storeMoved(): void {
    if (this.#waiters.size === 0) return;
    this.#again = true;
    if (!this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#again && this.#waiters.size > 0) {
      this.#again = false;
      await Promise.resolve(); // whoever begins to wait in the same turn is asked for together
      const asked = [...this.#waiters];
      try {
        const found = new Map((await this.find(asked.map((one) => one.wanted))).map((one) => [keyOfResult(one), one]));
        for (const waiter of asked) {
          const result = found.get(keyOfResult(waiter.wanted));
          if (result) this.#end(waiter, result);
        }
      } catch (error) {
        this.failed(error); // asked again when the store moves; the callers' time limits hold
      }
    }
    this.#asking = false;
  }

  #end(waiter: Waiter, found: FoundResult | undefined): void {
    this.#waiters.delete(waiter);
    waiter.resolve(found);
  }
}

const keyOfResult = ({ category, tenant, stream, id }: AwaitedResult) => `${category}/${tenant}/${stream}\n${id}`;
