import { parsePosition, SkeinError } from '@skein/contracts';

/** Where a projection stands, for readers who must see what they wrote. */
export class Progress {
  readonly #reached = new Map<string, number>();
  #waiters: { key: string; seq: number; resolve: () => void }[] = [];

  moved({ category, partition, seq }: { category: string; partition: number; seq: number }): void {
    const key = `${category}:${partition}`;
    this.#reached.set(key, Math.max(seq, this.#reached.get(key) ?? 0));
    const ready = this.#waiters.filter((one) => one.key === key && one.seq <= seq);
    if (ready.length === 0) return;
    this.#waiters = this.#waiters.filter((one) => !ready.includes(one));
    for (const one of ready) one.resolve();
  }

  /** Resolves when the projection has the position; `undefined` resolves at once. Rejects with `read.position-not-reached` after `waitMs`. */
  async reach(position: string | undefined, waitMs: number): Promise<void> {
    if (position === undefined) return;
    const { category, partition, seq } = parsePosition(position);
    const key = `${category}:${partition}`;
    if ((this.#reached.get(key) ?? 0) >= seq) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { key, seq, resolve };
    this.#waiters.push(waiter);
    const timer = setTimeout(() => {
      this.#waiters = this.#waiters.filter((one) => one !== waiter);
      const reached = this.#reached.get(key) ?? 0;
      const text = `The read model stands at ${key}:${reached} and has not reached ${position} within ${waitMs} ms. Ask again in a moment.`;
      reject(new SkeinError('read.position-not-reached', text, { reached: `${key}:${reached}` }));
    }, waitMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }
}
