/** Runs works one after the other, in the order in which they came, whatever became of those before. */
export class TurnTaking {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    // The next one waits for this one, and the error is for whoever asked.
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
