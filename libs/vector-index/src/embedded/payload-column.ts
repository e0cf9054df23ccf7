import { plainPrefix, prefixesOf, type Range } from '../port/filter.ts';
import type { PayloadValue } from '../port/point.ts';
import type { Test } from '../port/query.ts';
import { endingOf, Endings } from './endings.ts';
import { grown } from './growable.ts';

/** The values of one payload key: each distinct value once, and its number per slot; 0 is none. */
export class PayloadColumn {
  readonly #codes = new Map<PayloadValue, number>();
  readonly #values: (PayloadValue | undefined)[] = [undefined];
  readonly #uses: number[] = [0];
  readonly #endings = new Endings();
  readonly #free: number[] = [];
  /** Of paths: the codes of the values below each folder, so that a prefix is looked up. */
  readonly #under: Map<string, Set<number>> | undefined;
  #slots = new Uint32Array(256);

  constructor({ isPath = false } = {}) {
    this.#under = isPath ? new Map() : undefined;
  }

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
    const passing = new Uint8Array(this.#values.length);
    for (const code of this.#under?.get(plainPrefix(prefix)) ?? []) passing[code] = 1;
    this.#keepPassing(mask, passing);
  }

  /** Slots without a value stay where `undefined` passes. */
  keepTested(mask: Uint8Array, { passes, ends = '' }: Test): void {
    const [ending, endings] = [endingOf(ends), this.#endings];
    this.#keep(mask, passes, { withoutValue: passes(undefined), mayPass: (code) => endings.mayBe(code, ending) });
  }

  /** Each distinct value is asked about once; then it is a walk over the slots. */
  #keep(
    mask: Uint8Array,
    passes: (value: PayloadValue) => boolean,
    { withoutValue = false, mayPass }: { withoutValue?: boolean; mayPass?: (code: number) => boolean } = {},
  ): void {
    const values = this.#values;
    const passing = new Uint8Array(values.length);
    if (withoutValue) passing[0] = 1;
    for (let code = 1; code < values.length; code++) {
      if (mayPass && !mayPass(code)) continue;
      const value = values[code];
      if (value !== undefined && passes(value)) passing[code] = 1;
    }
    this.#keepPassing(mask, passing);
  }

  #keepPassing(mask: Uint8Array, passing: Uint8Array): void {
    const slots = this.#slots;
    const known = Math.min(mask.length, slots.length);
    for (let slot = 0; slot < known; slot++) mask[slot]! &= passing[slots[slot]!]!;
    if (passing[0] === 0) mask.fill(0, known);
  }

  #take(value: PayloadValue): number {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.#free.pop() ?? this.#values.length;
      this.#codes.set(value, code);
      this.#values[code] = value;
      this.#uses[code] = 0;
      this.#endings.put(code, value);
      this.#place(code, value);
    }
    this.#uses[code]! += 1;
    return code;
  }

  #leave(code: number): void {
    this.#uses[code]! -= 1;
    if (this.#uses[code]! > 0) return;
    const value = this.#values[code]!;
    this.#codes.delete(value);
    if (this.#under) for (const prefix of prefixesOf(String(value))) this.#leavePrefix(prefix, code);
    this.#values[code] = undefined;
    this.#free.push(code);
  }

  #place(code: number, value: PayloadValue): void {
    if (!this.#under || typeof value !== 'string') return;
    for (const prefix of prefixesOf(value)) {
      const under = this.#under.get(prefix);
      if (under) under.add(code);
      else this.#under.set(prefix, new Set([code]));
    }
  }

  #leavePrefix(prefix: string, code: number): void {
    const under = this.#under?.get(prefix);
    under?.delete(code);
    if (under?.size === 0) this.#under?.delete(prefix);
  }
}
