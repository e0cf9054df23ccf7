const BYTES = 32;

/** The hashes of a partition's records by seq, in as little memory as they need. */
export class SeenHashes {
  #bytes = Buffer.alloc(1024 * BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The hash of the next seq. */
  push(hash: string): void {
    const at = this.#length * BYTES;
    if (at === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    this.#bytes.write(hash, at, 'hex');
    this.#length++;
  }

  /** Of the record at `seq` (from 1). */
  at(seq: number): string {
    return this.#bytes.toString('hex', (seq - 1) * BYTES, seq * BYTES);
  }
}
