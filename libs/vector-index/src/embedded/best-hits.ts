/** Keeps the best `limit` of many slots: a heap whose root is the worst of those kept. */
export class BestHits {
  readonly #limit: number;
  readonly #idOf: (slot: number) => string;
  readonly #slots: number[] = [];
  readonly #scores: number[] = [];

  constructor(limit: number, idOf: (slot: number) => string) {
    this.#limit = limit;
    this.#idOf = idOf;
  }

  /** What a score must reach to have a chance. */
  get threshold(): number {
    return this.#slots.length < this.#limit ? -Infinity : this.#scores[0]!;
  }

  add(slot: number, score: number): void {
    if (this.#slots.length < this.#limit) {
      this.#slots.push(slot);
      this.#scores.push(score);
      this.#rise(this.#slots.length - 1);
    } else if (this.#limit > 0 && this.#worse(this.#slots[0]!, this.#scores[0]!, slot, score)) {
      this.#slots[0] = slot;
      this.#scores[0] = score;
      this.#sink();
    }
  }

  /** Best first, ties by id. */
  sorted(): { id: string; score: number }[] {
    return this.#slots
      .map((slot, index) => ({ id: this.#idOf(slot), score: this.#scores[index]! }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  }

  #worse(slot: number, score: number, thanSlot: number, thanScore: number): boolean {
    return score < thanScore || (score === thanScore && this.#idOf(slot) > this.#idOf(thanSlot));
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.#slots.length && this.#isWorse(child, worst)) worst = child;
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  #isWorse(a: number, b: number): boolean {
    return this.#worse(this.#slots[a]!, this.#scores[a]!, this.#slots[b]!, this.#scores[b]!);
  }

  #swap(a: number, b: number): void {
    [this.#slots[a], this.#slots[b]] = [this.#slots[b]!, this.#slots[a]!];
    [this.#scores[a], this.#scores[b]] = [this.#scores[b]!, this.#scores[a]!];
  }
}
