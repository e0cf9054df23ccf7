/** Turns a square of 32 times 32 bits on its side: bit b of word w becomes bit w of word b. (Warren, Hacker's Delight, 7-3.) */
export function transpose(words: Uint32Array): void {
  for (let width = 16, mask = 0x0000_ffff; width > 0; width >>>= 1, mask ^= mask << width) {
    for (let at = 0; at < 32; at = (at + width + 1) & ~width) {
      const other = at + width;
      const changed = ((words[at]! >>> width) ^ words[other]!) & mask;
      words[other]! ^= changed;
      words[at]! ^= changed << width;
    }
  }
}
