import { grown } from './growable.ts';
import { TokenRows } from './token-rows.ts';

/** Four, so that a row is never in two lines of the processor's cache. */
const BLOCK = 4;
const LENGTH = 1;
const SIZE = 2;

/**
 * For each token the slots that have it, ascending, with their weights. All lists lie in one buffer, each in a block whose size is a
 * power of two; blocks that were left are used again. So a token costs tens of bytes, and reading a list is a walk through memory.
 */
export class PostingLists {
  /** A slot at every even place, and behind it its weight, in {@link weights}. */
  slots: Uint32Array<ArrayBuffer> = new Uint32Array(2_048);
  /** The same memory. */
  weights: Float32Array<ArrayBuffer> = new Float32Array(this.slots.buffer);
  readonly #rows = new TokenRows();
  readonly #freeRows: number[] = [];
  /** Of each row, side by side: where its block starts, how long its list is, and the block's size as a power of two. */
  #blocks = new Uint32Array(BLOCK * 256);
  readonly #freeBlocks: number[][] = Array.from({ length: 32 }, () => []);
  #end = 0;

  /** The row of a token, for {@link startOf} and {@link lengthOf}; -1: nobody has it. Holds until the next change. */
  rowOf(token: number): number {
    return this.#rows.of(token);
  }

  startOf(row: number): number {
    return this.#blocks[BLOCK * row]!;
  }

  lengthOf(row: number): number {
    return this.#blocks[BLOCK * row + LENGTH]!;
  }

  /** Bytes of the arrays, used or not. */
  get bytes(): number {
    return this.slots.byteLength + this.#blocks.byteLength + this.#rows.bytes;
  }

  /** Each token once. */
  set(slot: number, tokens: Uint32Array, weights: Float32Array): void {
    for (let i = 0; i < tokens.length; i++) {
      const known = this.#rows.of(tokens[i]!);
      const row = known < 0 ? this.#newRow(tokens[i]!) : known;
      const block = BLOCK * row;
      const length = this.#blocks[block + LENGTH]!;
      const at = this.#find(row, slot);
      if (at === length || this.slots[2 * (this.#blocks[block]! + at)] !== slot) {
        if (length === 1 << this.#blocks[block + SIZE]!) this.#enlarge(row);
        if (at < length) this.#shift(row, at, at + 1);
        this.#blocks[block + LENGTH] = length + 1;
      }
      const place = 2 * (this.#blocks[block]! + at);
      this.slots[place] = slot;
      this.weights[place + 1] = weights[i]!;
    }
  }

  remove(token: number, slot: number): void {
    const row = this.#rows.of(token);
    if (row < 0) return;
    const at = this.#find(row, slot);
    if (at >= this.#blocks[BLOCK * row + LENGTH]! || this.slots[2 * (this.#blocks[BLOCK * row]! + at)] !== slot) return;
    this.#shift(row, at + 1, at);
    this.#blocks[BLOCK * row + LENGTH]! -= 1;
    if (this.#blocks[BLOCK * row + LENGTH] === 0) this.#dropRow(token, row);
  }

  /** Where in its list the slot is, or would be. Most writes come in the order of slots and are at the end. */
  #find(row: number, slot: number): number {
    const start = this.#blocks[BLOCK * row]!;
    let low = 0;
    let high = this.#blocks[BLOCK * row + LENGTH]!;
    if (high === 0 || this.slots[2 * (start + high - 1)]! < slot) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.slots[2 * (start + middle)]! < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(row: number, from: number, to: number): void {
    const start = this.#blocks[BLOCK * row]!;
    const end = start + this.#blocks[BLOCK * row + LENGTH]!;
    if (start + from >= end) return;
    this.slots.copyWithin(2 * (start + to), 2 * (start + from), 2 * end);
  }

  #newRow(token: number): number {
    const row = this.#freeRows.pop() ?? this.#rows.size;
    this.#blocks = grown(this.#blocks, BLOCK * (row + 1));
    this.#rows.set(token, row);
    this.#blocks[BLOCK * row + LENGTH] = 0;
    this.#blocks[BLOCK * row + SIZE] = 0;
    this.#blocks[BLOCK * row] = this.#block(0);
    return row;
  }

  #dropRow(token: number, row: number): void {
    this.#freeBlocks[this.#blocks[BLOCK * row + SIZE]!]!.push(this.#blocks[BLOCK * row]!);
    this.#rows.delete(token);
    this.#freeRows.push(row);
  }

  #enlarge(row: number): void {
    const [start, size, length] = [this.#blocks[BLOCK * row]!, this.#blocks[BLOCK * row + SIZE]!, this.#blocks[BLOCK * row + LENGTH]!];
    const to = this.#block(size + 1);
    // Most are so short that a call would take longer.
    if (length > 16) this.slots.copyWithin(2 * to, 2 * start, 2 * (start + length));
    else for (let i = 0; i < 2 * length; i++) this.slots[2 * to + i] = this.slots[2 * start + i]!;
    this.#freeBlocks[size]!.push(start);
    this.#blocks[BLOCK * row] = to;
    this.#blocks[BLOCK * row + SIZE] = size + 1;
  }

  #block(size: number): number {
    const free = this.#freeBlocks[size]!.pop();
    if (free !== undefined) return free;
    const start = this.#end;
    this.#end += 1 << size;
    if (2 * this.#end > this.slots.length) {
      this.slots = grown(this.slots, 2 * this.#end);
      this.weights = new Float32Array(this.slots.buffer);
    }
    return start;
  }
}
