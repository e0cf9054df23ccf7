/** Bits of a signature; about a tenth of them are set for a text of a thousand characters. */
export const SIGNATURE_BITS = 4_096;
export const SIGNATURE_BYTES = SIGNATURE_BITS / 8;

// Looked up once: where code runs in a context of its own, as tests do, each look at a global costs a hundred times the product.
const { imul } = Math;

/** Below that nothing can be said: a signature is made of runs of three characters. */
export const SHORTEST = 3;

const bitOf = (a: number, b: number, c: number): number => {
  const mixed = imul(imul(a, 0x9e3779b1) ^ b, 0x85ebca6b) ^ c;
  return (imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 16) & (SIGNATURE_BITS - 1);
};

/** What `\s` is in a pattern, so that a signature agrees with whoever reads white space in a text. */
const isSpace = (code: number): boolean => code === 0x20 || (code >= 9 && code <= 13) || (code >= 0xa0 && isRareSpace(code));

const isRareSpace = (code: number): boolean =>
  code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || [0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff].includes(code);

/**
 * A superimposed code (Mooers 1951) over runs of three characters, upper and lower case alike, white space of any length alike: a text that
 * contains another has all its bits. So what lacks one of a query's bits cannot match, and what has all probably does.
 */
export function signatureOf(text: string): Uint8Array {
  const signature = new Uint8Array(SIGNATURE_BYTES);
  const lowered = text.toLowerCase();
  let [first, second, length] = [0, 0, 0];
  for (let i = 0; i < lowered.length; i++) {
    const code = lowered.charCodeAt(i);
    const isBlank = isSpace(code);
    if (isBlank && second === 0x20 && length > 0) continue;
    const third = isBlank ? 0x20 : code;
    if (length >= 2) {
      const bit = bitOf(first, second, third);
      signature[bit >> 3]! |= 1 << (bit & 7);
    }
    [first, second, length] = [second, third, length + 1];
  }
  return signature;
}

/** Which bits a signature has. */
export function bitsOf(signature: Uint8Array): number[] {
  const bits: number[] = [];
  for (let bit = 0; bit < SIGNATURE_BITS; bit++) if ((signature[bit >> 3]! & (1 << (bit & 7))) !== 0) bits.push(bit);
  return bits;
}
