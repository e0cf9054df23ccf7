/** Whoever asks the same in one turn of the event loop shares one question; who comes after it was sent gets a newer answer. */
export class SharedQuestion<T> {
  readonly #waiting = new Map<string, Promise<T>>();

  ask(about: string, question: () => Promise<T>): Promise<T> {
    const shared = this.#waiting.get(about);
    if (shared) return shared;
    const asked = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#waiting.delete(about);
      return question();
    });
    this.#waiting.set(about, asked);
    return asked;
  }
}
