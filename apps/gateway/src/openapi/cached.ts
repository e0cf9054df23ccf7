/** What `load` gave last, for `keepMs`. Callers that come while it loads share that load; a load that fails is not kept. */
export class Cached<T> {
  #value?: Promise<T>;
  #until = 0;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly keepMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(): Promise<T> {
    if (this.#value && this.now() < this.#until) return this.#value;
    this.#until = Infinity;
    return (this.#value = this.#loaded());
  }

  async #loaded(): Promise<T> {
    try {
      const value = await this.load();
      this.#until = this.now() + this.keepMs;
      return value;
    } catch (error) {
      this.#until = 0;
      throw error;
    }
  }
}
