import { grown } from './growable.ts';

const FEW = 4_096;

/** What tokens each slot has, so that they can be taken away again: one array for all, which is made anew when half of it is left over. */
export class SlotTokens {
  #tokens = new Uint32Array(FEW);
  #starts = new Uint32Array(256);
  #lengths = new Uint32Array(256);
  #end = 0;
  #used = 0;

  get bytes(): number {
    return this.#tokens.byteLength + this.#starts.byteLength + this.#lengths.byteLength;
  }

  /** Holds until the next change. */
  of(slot: number): Uint32Array {
    const start = this.#starts[slot] ?? 0;
    return this.#tokens.subarray(start, start + this.lengthOf(slot));
  }

  lengthOf(slot: number): number {
    return this.#lengths[slot] ?? 0;
  }

  put(slot: number, tokens: Uint32Array): void {
    this.#starts = grown(this.#starts, slot + 1);
    this.#lengths = grown(this.#lengths, slot + 1);
    this.#used += tokens.length - this.#lengths[slot]!;
    this.#lengths[slot] = 0;
    if (this.#end > FEW && 2 * this.#used < this.#end) this.#tidy();
    this.#tokens = grown(this.#tokens, this.#end + tokens.length);
    this.#tokens.set(tokens, this.#end);
    this.#starts[slot] = this.#end;
    this.#lengths[slot] = tokens.length;
    this.#end += tokens.length;
  }

  #tidy(): void {
    const tokens = new Uint32Array(Math.max(FEW, 2 * this.#used));
    let end = 0;
    for (let slot = 0; slot < this.#lengths.length; slot++) {
      tokens.set(this.of(slot), end);
      this.#starts[slot] = end;
      end += this.#lengths[slot]!;
    }
    this.#tokens = tokens;
    this.#end = end;
  }
}
