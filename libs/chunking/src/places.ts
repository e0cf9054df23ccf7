const NON_ASCII = /[^\0-\x7f]/;

/** Lines and UTF-8 offsets of places in a text, asked for in any order. */
export class Places {
  readonly #lineStarts: number[] = [0];
  /** UTF-8 offset of each line's start; none when every character is one byte. */
  readonly #bytes: number[] | undefined;

  constructor(private readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
    if (!NON_ASCII.test(text)) return;
    let bytes = 0;
    this.#bytes = this.#lineStarts.map((start, line) => {
      const before = bytes;
      bytes += Buffer.byteLength(text.slice(start, this.#lineStarts[line + 1] ?? text.length));
      return before;
    });
  }

  /** From 1. */
  lineOf(at: number): number {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#lineStarts[middle]! <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  lineStart(line: number): number {
    return this.#lineStarts[line - 1]!;
  }

  byteOf(at: number): number {
    if (!this.#bytes) return at;
    const line = this.lineOf(at);
    return this.#bytes[line - 1]! + Buffer.byteLength(this.text.slice(this.lineStart(line), at));
  }
}
