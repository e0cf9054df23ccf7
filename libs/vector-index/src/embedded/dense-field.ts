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
    const start = slot * this.dimension;
    let sum = 0;
    for (let i = 0; i < this.dimension; i++) sum += this.#numbers[start + i]! * query[i]!;
    return sum;
  }
}
