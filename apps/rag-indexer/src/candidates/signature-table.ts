import { SIGNATURE_BITS, signatureBits } from '../points/text-signature.ts';

const WORD = 32;

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

  delete(id: string): void {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return;
    this.#wipe(slot);
    this.#slotOf.delete(id);
    this.#ids[slot] = undefined;
    this.#free.push(slot);
  }

  /** Chunks whose signature has all bits of the texts; texts of less than three characters rule nothing out. Holds until the next change. */
  matching(texts: readonly string[]): { has(id: string): boolean; ids(): Generator<string> } {
    const rows = new Set(texts.flatMap((text) => [...signatureBits(text.toLowerCase())]));
    const passing = new Uint32Array(this.#stride).fill(0xffff_ffff);
    for (const row of rows) {
      const start = row * this.#stride;
      for (let word = 0; word < this.#stride; word++) passing[word]! &= this.#bits[start + word]!;
    }
    const passes = (slot: number) => (passing[slot >>> 5]! & (1 << (slot & 31))) !== 0;
    return {
      has: (id) => {
        const slot = this.#slotOf.get(id);
        return slot !== undefined && passes(slot);
      },
      ids: () => this.#idsOf(passes),
    };
  }

  *#idsOf(passes: (slot: number) => boolean): Generator<string> {
    for (let slot = 0; slot < this.#ids.length; slot++) {
      const id = this.#ids[slot];
      if (id !== undefined && passes(slot)) yield id;
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
