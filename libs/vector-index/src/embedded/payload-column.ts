import { plainPrefix, type Range } from '../port/filter.ts';
import type { PayloadValue } from '../port/point.ts';
import { grown } from './growable.ts';

/** The values of one payload key: each distinct value once, and its number per slot; 0 is none. */
export class PayloadColumn {
  readonly #codes = new Map<PayloadValue, number>();
  readonly #values: (PayloadValue | undefined)[] = [undefined];
  readonly #uses: number[] = [0];
  readonly #free: number[] = [];
  #slots = new Uint32Array(256);

  put(slot: number, value: PayloadValue | undefined): void {
    this.#slots = grown(this.#slots, slot + 1);
    const before = this.#slots[slot]!;
    if (value !== undefined && this.#values[before] === value) return;
    this.#slots[slot] = value === undefined ? 0 : this.#take(value);
    if (before > 0) this.#leave(before);
  }

  valueOf(slot: number): PayloadValue | undefined {
    return this.#values[this.#slots[slot] ?? 0];
  }

  /** Takes slots out of the mask that have none of the values. */
  keepEqual(mask: Uint8Array, wanted: readonly PayloadValue[]): void {
    const accepted = new Set(wanted);
    this.#keep(mask, (value) => accepted.has(value));
  }

  keepInRange(mask: Uint8Array, { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity }: Range): void {
    this.#keep(mask, (value) => typeof value === 'number' && value > gt && value >= gte && value < lt && value <= lte);
  }

  keepPrefix(mask: Uint8Array, prefix: string): void {
    const plain = plainPrefix(prefix);
    this.#keep(mask, (value) => typeof value === 'string' && plain !== '' && (value === plain || value.startsWith(`${plain}/`)));
  }

  /** Each distinct value is asked about once; then it is a walk over the slots. */
  #keep(mask: Uint8Array, passes: (value: PayloadValue) => boolean): void {
    const passing = Uint8Array.from(this.#values, (value) => Number(value !== undefined && passes(value)));
    for (let slot = 0; slot < mask.length; slot++) mask[slot]! &= passing[this.#slots[slot] ?? 0]!;
  }

  #take(value: PayloadValue): number {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.#free.pop() ?? this.#values.length;
      this.#codes.set(value, code);
      this.#values[code] = value;
      this.#uses[code] = 0;
    }
    this.#uses[code]! += 1;
    return code;
  }

  #leave(code: number): void {
    this.#uses[code]! -= 1;
    if (this.#uses[code]! > 0) return;
    this.#codes.delete(this.#values[code]!);
    this.#values[code] = undefined;
    this.#free.push(code);
  }
}
