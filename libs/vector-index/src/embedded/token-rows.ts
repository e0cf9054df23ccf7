const NONE = 0xffff_ffff;

/** Which row a token has: a hash table with open addressing in one typed array, a token and its row side by side, since it is asked for each word of each chunk. */
export class TokenRows {
  #pairs = new Uint32Array(2 * 1_024).fill(NONE);
  #last = 1_023;
  #shift = 32 - 10;
  size = 0;

  get bytes(): number {
    return this.#pairs.byteLength;
  }

  /** -1: none. */
  of(token: number): number {
    const at = 2 * this.#placeOf(token);
    return this.#pairs[at] === token ? this.#pairs[at + 1]! : -1;
  }

  set(token: number, row: number): void {
    if (2 * this.size > this.#last) this.#grow();
    const at = this.#placeOf(token);
    if (this.#pairs[2 * at] === NONE) this.size += 1;
    this.#put(at, token, row);
  }

  /** What follows moves up, so that no place stays empty before something that was pushed on by what is gone. */
  delete(token: number): void {
    let gap = this.#placeOf(token);
    if (this.#pairs[2 * gap] !== token) return;
    this.size -= 1;
    const last = this.#last;
    for (let at = (gap + 1) & last; this.#pairs[2 * at] !== NONE; at = (at + 1) & last) {
      const wanted = this.#hash(this.#pairs[2 * at]!);
      if (((at - wanted) & last) < ((at - gap) & last)) continue;
      this.#put(gap, this.#pairs[2 * at]!, this.#pairs[2 * at + 1]!);
      gap = at;
    }
    this.#put(gap, NONE, NONE);
  }

  /** Where the token is, or would be. */
  #placeOf(token: number): number {
    const [pairs, last] = [this.#pairs, this.#last];
    let at = this.#hash(token);
    while (pairs[2 * at] !== token && pairs[2 * at] !== NONE) at = (at + 1) & last;
    return at;
  }

  #put(at: number, token: number, row: number): void {
    this.#pairs[2 * at] = token;
    this.#pairs[2 * at + 1] = row;
  }

  /** Multiplicative hashing (Knuth, volume 3, 6.4). */
  #hash(token: number): number {
    return Math.imul(token, 0x9e37_79b1) >>> this.#shift;
  }

  #grow(): void {
    const before = this.#pairs;
    this.#pairs = new Uint32Array(2 * before.length).fill(NONE);
    this.#last = 2 * this.#last + 1;
    this.#shift -= 1;
    for (let at = 0; at < before.length; at += 2) {
      if (before[at] !== NONE) this.#put(this.#placeOf(before[at]!), before[at]!, before[at + 1]!);
    }
  }
}
