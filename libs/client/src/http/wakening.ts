/** Lets one waiter sleep until something has happened since it last woke. */
export class Wakening {
  #happened = false;
  #wake: (() => void) | undefined;

  wake(): void {
    this.#happened = true;
    this.#wake?.();
  }

  /** Resolves at once when something has happened already, else when it does, after `ms`, or when the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#happened && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      clearTimeout(timer);
      this.#wake = undefined;
    }
    this.#happened = false;
  }
}
