import { grown } from './growable.ts';
import { TokenRows } from './token-rows.ts';

/**
 * For each token the slots that have it, ascending, with their weights. All lists lie in two typed arrays, each in a block whose size is a
 * power of two; blocks that were left are used again. So a token costs tens of bytes, and reading a list is a walk through memory.
 */
export class PostingLists {
  slots: Uint32Array<ArrayBuffer> = new Uint32Array(1_024);
  weights: Float32Array<ArrayBuffer> = new Float32Array(1_024);
  readonly #rows = new TokenRows();
  readonly #freeRows: number[] = [];
  #starts = new Uint32Array(256);
  #lengths = new Uint32Array(256);
  /** Log2 of the block's size. */
  #sizes = new Uint8Array(256);
  readonly #freeBlocks: number[][] = Array.from({ length: 32 }, () => []);
  #end = 0;

  /** The row of a token, for {@link startOf} and {@link lengthOf}; -1: nobody has it. Holds until the next change. */
  rowOf(token: number): number {
    return this.#rows.of(token);
  }

  startOf(row: number): number {
    return this.#starts[row]!;
  }

  lengthOf(row: number): number {
    return this.#lengths[row]!;
  }

  /** Bytes of the arrays, used or not. */
  get bytes(): number {
    const lists = this.slots.byteLength + this.weights.byteLength;
    return lists + this.#starts.byteLength + this.#lengths.byteLength + this.#sizes.byteLength + this.#rows.bytes;
  }

  set(token: number, slot: number, weight: number): void {
    const known = this.#rows.of(token);
    const row = known < 0 ? this.#newRow(token) : known;
    const [start, length] = [this.#starts[row]!, this.#lengths[row]!];
    const at = this.#find(row, slot);
    if (at < length && this.slots[start + at] === slot) {
      this.weights[start + at] = weight;
      return;
    }
    if (length === 1 << this.#sizes[row]!) this.#enlarge(row);
    if (at < length) this.#shift(row, at, at + 1);
    this.#lengths[row] = length + 1;
    this.slots[this.#starts[row]! + at] = slot;
    this.weights[this.#starts[row]! + at] = weight;
  }

  remove(token: number, slot: number): void {
    const row = this.#rows.of(token);
    if (row < 0) return;
    const at = this.#find(row, slot);
    if (at >= this.#lengths[row]! || this.slots[this.#starts[row]! + at] !== slot) return;
    this.#shift(row, at + 1, at);
    this.#lengths[row]! -= 1;
    if (this.#lengths[row] === 0) this.#dropRow(token, row);
  }

  /** Where in its list the slot is, or would be. Most writes come in the order of slots and are at the end. */
  #find(row: number, slot: number): number {
    const start = this.#starts[row]!;
    let low = 0;
    let high = this.#lengths[row]!;
    if (high === 0 || this.slots[start + high - 1]! < slot) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.slots[start + middle]! < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(row: number, from: number, to: number): void {
    const start = this.#starts[row]!;
    const end = start + this.#lengths[row]!;
    if (start + from >= end) return;
    this.slots.copyWithin(start + to, start + from, end);
    this.weights.copyWithin(start + to, start + from, end);
  }

  #newRow(token: number): number {
    const row = this.#freeRows.pop() ?? this.#rows.size;
    this.#starts = grown(this.#starts, row + 1);
    this.#lengths = grown(this.#lengths, row + 1);
    this.#sizes = grown(this.#sizes, row + 1);
    this.#rows.set(token, row);
    this.#lengths[row] = 0;
    this.#sizes[row] = 0;
    this.#starts[row] = this.#block(0);
    return row;
  }

  #dropRow(token: number, row: number): void {
    this.#freeBlocks[this.#sizes[row]!]!.push(this.#starts[row]!);
    this.#rows.delete(token);
    this.#freeRows.push(row);
  }

  #enlarge(row: number): void {
    const [start, size, length] = [this.#starts[row]!, this.#sizes[row]!, this.#lengths[row]!];
    const to = this.#block(size + 1);
    this.slots.copyWithin(to, start, start + length);
    this.weights.copyWithin(to, start, start + length);
    this.#freeBlocks[size]!.push(start);
    this.#starts[row] = to;
    this.#sizes[row] = size + 1;
  }

  #block(size: number): number {
    const free = this.#freeBlocks[size]!.pop();
    if (free !== undefined) return free;
    const start = this.#end;
    this.#end += 1 << size;
    this.slots = grown(this.slots, this.#end);
    this.weights = grown(this.weights, this.#end);
    return start;
  }
}
