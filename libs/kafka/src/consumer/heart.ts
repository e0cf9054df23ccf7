/** Keeps a group member alive while handlers work: kafkajs itself sends heartbeats only between batches. */
export class Heart {
  readonly #everyMs: number;
  readonly #onSkip: (error: unknown) => void;
  #working: (() => Promise<void>)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(everyMs: number, onSkip: (error: unknown) => void) {
    this.#everyMs = everyMs;
    this.#onSkip = onSkip;
  }

  async during<T>(heartbeat: () => Promise<void>, work: () => Promise<T>): Promise<T> {
    const beat = () => heartbeat();
    this.#working.push(beat);
    this.#timer ??= setInterval(() => this.#beat(), this.#everyMs);
    try {
      return await work();
    } finally {
      this.#working = this.#working.filter((other) => other !== beat);
      if (this.#working.length === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  #beat(): void {
    const [first] = this.#working; // one is enough: they all speak for the same member
    first?.().catch((error: unknown) => this.#onSkip(error));
  }
}
