import { transpose } from './transposed.ts';
import { bitsOf, SIGNATURE_BITS, signatureOf } from '../points/text-signature.ts';

const WORD = 32;
const square = new Uint32Array(WORD);

export interface Signed {
  id: string;
  signature: Uint8Array;
}

/** Chunks whose signatures have what was asked for. Holds until the next change. */
export interface Matching {
  /** Of these ids the ones that match, in their order. */
  preferred(ids: readonly string[]): string[];
  /** All that match, in the order of their places here, until the visitor has enough and answers `false`. */
  visit(visitor: (id: string, place: number) => boolean): void;
}

/**
 * Signatures of many chunks, turned on their side: for each bit a row of the chunks that have it, so that a question reads a few rows, and a
 * chunk costs 512 bytes. (Bit slices: Roberts 1979.)
 */
export class SignatureTable {
  readonly #slotOf = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  readonly #free: number[] = [];
  /** Words per row. */
  #stride = 8;
  #bits = new Uint32Array(SIGNATURE_BITS * this.#stride);

  get size(): number {
    return this.#slotOf.size;
  }

  get bytes(): number {
    return this.#bits.byteLength;
  }

  put(id: string, signature: Uint8Array): void {
    let slot = this.#slotOf.get(id);
    if (slot === undefined) {
      slot = this.#free.pop() ?? this.#ids.length;
      if (slot >= this.#stride * WORD) this.#widen();
      this.#slotOf.set(id, slot);
      this.#ids[slot] = id;
    } else this.#wipe(slot);
    const [bits, stride, word, bit] = [this.#bits, this.#stride, slot >>> 5, 1 << (slot & 31)];
    for (let byte = 0; byte < signature.length; byte += 4) {
      let rest = signature[byte]! | (signature[byte + 1]! << 8) | (signature[byte + 2]! << 16) | (signature[byte + 3]! << 24);
      while (rest !== 0) {
        bits[(byte * 8 + 31 - Math.clz32(rest & -rest)) * stride + word]! |= bit;
        rest &= rest - 1;
      }
    }
  }

  /** {@link put} of many; of new ones 32 are turned on their side together, which is several times as fast. */
  putAll(signed: readonly Signed[]): void {
    const areNew = new Set(signed.map(({ id }) => id)).size === signed.length && !signed.some(({ id }) => this.#slotOf.has(id));
    for (let n = 0; n < signed.length;) {
      if (areNew && this.#free.length === 0 && this.#ids.length % WORD === 0 && n + WORD <= signed.length) {
        this.#putWord(signed.slice(n, n + WORD));
        n += WORD;
      } else {
        this.put(signed[n]!.id, signed[n]!.signature);
        n += 1;
      }
    }
  }

  #putWord(signed: readonly Signed[]): void {
    const first = this.#ids.length;
    if (first >= this.#stride * WORD) this.#widen();
    for (const { id } of signed) this.#slotOf.set(id, this.#ids.push(id) - 1);
    const [bits, stride, word] = [this.#bits, this.#stride, first / WORD];
    const views = signed.map(({ signature }) => new DataView(signature.buffer, signature.byteOffset));
    for (let row = 0; row < SIGNATURE_BITS; row += WORD) {
      for (let n = 0; n < WORD; n++) square[n] = views[n]!.getUint32(row / 8, true);
      transpose(square);
      for (let n = 0; n < WORD; n++) bits[(row + n) * stride + word] = square[n]!;
    }
  }

  delete(id: string): void {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return;
    this.#wipe(slot);
    this.#slotOf.delete(id);
    this.#ids[slot] = undefined;
    this.#free.push(slot);
  }

  /** Chunks whose signature has all bits of the texts; texts of less than three characters rule nothing out. */
  matching(texts: readonly string[]): Matching {
    const rows = new Set(texts.flatMap((text) => bitsOf(signatureOf(text))));
    const passing = new Uint32Array(this.#stride).fill(0xffff_ffff);
    for (const row of rows) {
      const start = row * this.#stride;
      for (let word = 0; word < this.#stride; word++) passing[word]! &= this.#bits[start + word]!;
    }
    return {
      preferred: (ids) => this.#preferred(ids, passing),
      visit: (visitor) => this.#visit(passing, visitor),
    };
  }

  /** Few that match are gone through instead: each look into a large map waits for memory. */
  #preferred(ids: readonly string[], passing: Uint32Array): string[] {
    if (this.#countUpTo(ids.length, passing) < ids.length) {
      const matching = new Set<string>();
      this.#visit(passing, (id) => Boolean(matching.add(id)));
      return ids.filter((id) => matching.has(id));
    }
    return ids.filter((id) => {
      const slot = this.#slotOf.get(id);
      return slot !== undefined && (passing[slot >>> 5]! & (1 << (slot & 31))) !== 0;
    });
  }

  #countUpTo(most: number, passing: Uint32Array): number {
    let count = 0;
    this.#visit(passing, () => (count += 1) < most);
    return count;
  }

  #visit(passing: Uint32Array, visitor: (id: string, slot: number) => boolean): void {
    for (let word = 0; 32 * word < this.#ids.length; word++) {
      for (let rest = passing[word]!; rest !== 0; rest &= rest - 1) {
        const slot = 32 * word + 31 - Math.clz32(rest & -rest);
        const id = this.#ids[slot];
        if (id !== undefined && !visitor(id, slot)) return;
      }
    }
  }

  #wipe(slot: number): void {
    const [word, others] = [slot >>> 5, ~(1 << (slot & 31))];
    for (let row = 0; row < SIGNATURE_BITS; row++) this.#bits[row * this.#stride + word]! &= others;
  }

  #widen(): void {
    const wider = new Uint32Array(SIGNATURE_BITS * this.#stride * 2);
    for (let row = 0; row < SIGNATURE_BITS; row++) {
      wider.set(this.#bits.subarray(row * this.#stride, (row + 1) * this.#stride), row * this.#stride * 2);
    }
    this.#bits = wider;
    this.#stride *= 2;
  }
}
