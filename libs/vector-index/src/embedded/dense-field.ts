import { grown } from './growable.ts';

/** The dense vectors, one behind the other; a slot without one is all zeros. */
export class DenseField {
  readonly dimension: number;
  #numbers = new Float32Array(0);
  #has = new Uint8Array(0);

  constructor(dimension: number) {
    this.dimension = dimension;
  }

  get bytes(): number {
    return this.#numbers.byteLength + this.#has.byteLength;
  }

  put(slot: number, vector: Float32Array | undefined): void {
    if (vector && vector.length !== this.dimension) throw new RangeError(`a vector of ${vector.length} numbers, not ${this.dimension}`);
    this.#numbers = grown(this.#numbers, (slot + 1) * this.dimension);
    this.#has = grown(this.#has, slot + 1);
    this.#has[slot] = vector ? 1 : 0;
    if (vector) this.#numbers.set(vector, slot * this.dimension);
  }

  has(slot: number): boolean {
    return this.#has[slot] === 1;
  }

  dot(slot: number, query: Float32Array): number {
    const numbers = this.#numbers;
    const start = slot * this.dimension;
    const length = this.dimension;
    // Four sums that do not wait for each other take two thirds of the time of one.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < length; i += 4) {
      a += numbers[start + i]! * query[i]!;
      b += numbers[start + i + 1]! * query[i + 1]!;
      c += numbers[start + i + 2]! * query[i + 2]!;
      d += numbers[start + i + 3]! * query[i + 3]!;
    }
    for (; i < length; i++) a += numbers[start + i]! * query[i]!;
    return a + b + c + d;
  }
}
