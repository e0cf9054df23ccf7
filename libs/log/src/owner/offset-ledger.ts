/**
 * Which offset of a commands partition may be committed: never one whose command has no final outcome. Being behind is harmless,
 * since command ids catch repeats.
 */
export class OffsetLedger {
  readonly #open = new Set<number>();
  #next: number | undefined;

  /** A record was taken in; offsets come in order. */
  taken(offset: number): void {
    this.#open.add(offset);
    this.#next = offset + 1;
  }

  /** Its command has a final outcome, or was set aside as a dead letter. */
  settled(offset: number): void {
    this.#open.delete(offset);
  }

  /** The offset to commit (the next one to read after a restart); `undefined` before anything was taken. */
  committable(): number | undefined {
    for (const first of this.#open) return first; // a Set keeps the order of insertion: the first is the lowest
    return this.#next;
  }
}
