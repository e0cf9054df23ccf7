/** Work that goes on side by side, and work that must be alone: it waits for all that has begun, and all that comes later waits for it. */
export class SharedLock {
  readonly #beside = new Set<Promise<unknown>>();
  #alone: Promise<unknown> | undefined;

  async beside<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone;
    const running = work();
    this.#beside.add(running);
    try {
      return await running;
    } finally {
      this.#beside.delete(running);
    }
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#after(this.#alone, work);
    const ended = () => {
      if (this.#alone === over) this.#alone = undefined;
    };
    const over = running.then(ended, ended);
    this.#alone = over;
    return running;
  }

  async #after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
    await before;
    await Promise.allSettled(this.#beside);
    return work();
  }
}
