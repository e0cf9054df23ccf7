const NONE = 0xffff_ffff;

/** Which row a token has: a hash table with open addressing in two typed arrays, since there are as many tokens as words, and they are looked up for each. */
export class TokenRows {
  #tokens = new Uint32Array(1_024).fill(NONE);
  #rows = new Uint32Array(1_024);
  #shift = 32 - 10;
  size = 0;

  get bytes(): number {
    return this.#tokens.byteLength + this.#rows.byteLength;
  }

  /** -1: none. */
  of(token: number): number {
    const at = this.#placeOf(token);
    return this.#tokens[at] === token ? this.#rows[at]! : -1;
  }

  set(token: number, row: number): void {
    if (2 * this.size >= this.#tokens.length) this.#grow();
    const at = this.#placeOf(token);
    if (this.#tokens[at] === NONE) this.size += 1;
    this.#tokens[at] = token;
    this.#rows[at] = row;
  }

  /** What follows moves up, so that no place stays empty before something that was pushed on by what is gone. */
  delete(token: number): void {
    let gap = this.#placeOf(token);
    if (this.#tokens[gap] !== token) return;
    this.size -= 1;
    const last = this.#tokens.length - 1;
    for (let at = (gap + 1) & last; this.#tokens[at] !== NONE; at = (at + 1) & last) {
      const wanted = this.#hash(this.#tokens[at]!);
      if (((at - wanted) & last) < ((at - gap) & last)) continue;
      this.#tokens[gap] = this.#tokens[at]!;
      this.#rows[gap] = this.#rows[at]!;
      gap = at;
    }
    this.#tokens[gap] = NONE;
  }

  /** Where the token is, or would be. */
  #placeOf(token: number): number {
    const tokens = this.#tokens;
    const last = tokens.length - 1;
    let at = this.#hash(token);
    while (tokens[at] !== token && tokens[at] !== NONE) at = (at + 1) & last;
    return at;
  }

  /** Multiplicative hashing (Knuth, volume 3, 6.4). */
  #hash(token: number): number {
    return Math.imul(token, 0x9e37_79b1) >>> this.#shift;
  }

  #grow(): void {
    const [tokens, rows] = [this.#tokens, this.#rows];
    this.#tokens = new Uint32Array(2 * tokens.length).fill(NONE);
    this.#rows = new Uint32Array(2 * rows.length);
    this.#shift -= 1;
    for (let at = 0; at < tokens.length; at++) {
      if (tokens[at] === NONE) continue;
      const place = this.#placeOf(tokens[at]!);
      this.#tokens[place] = tokens[at]!;
      this.#rows[place] = rows[at]!;
    }
  }
}
