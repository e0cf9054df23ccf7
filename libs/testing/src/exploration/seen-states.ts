/**
 * A set of 64-bit fingerprints, 8 bytes each: open addressing, never more than two thirds full. With n worlds the chance that any
 * two of them are taken for one is about n² / 2⁶⁵: one in 40,000 for thirty million.
 */
export class SeenStates {
  #slots: Uint32Array;
  #size = 0;

  constructor(capacity = 1 << 16) {
    this.#slots = new Uint32Array(capacity * 2);
  }

  get size(): number {
    return this.#size;
  }

  /** False when it was there. */
  add(first: number, second: number): boolean {
    const [a, b] = first === 0 && second === 0 ? [1, 1] : [first, second]; // zeros mean an empty slot
    if (!this.#put(this.#slots, a, b)) return false;
    this.#size += 1;
    if (this.#size * 3 > this.#slots.length) this.#grow();
    return true;
  }

  #put(slots: Uint32Array, a: number, b: number): boolean {
    const mask = slots.length / 2 - 1;
    for (let at = (a ^ Math.imul(b, 0x9e3779b1)) & mask; ; at = (at + 1) & mask) {
      if (slots[2 * at] === 0 && slots[2 * at + 1] === 0) {
        slots[2 * at] = a;
        slots[2 * at + 1] = b;
        return true;
      }
      if (slots[2 * at] === a && slots[2 * at + 1] === b) return false;
    }
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 2) {
      const [a, b] = [this.#slots[at]!, this.#slots[at + 1]!];
      if (a !== 0 || b !== 0) this.#put(larger, a, b);
    }
    this.#slots = larger;
  }
}
