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

/** The bits of every run of three characters of a text, which is in lower case; each at least once. */
export function* signatureBits(lowered: string): Generator<number> {
  for (let i = 2; i < lowered.length; i++) {
    yield bitOf(lowered.charCodeAt(i - 2), lowered.charCodeAt(i - 1), lowered.charCodeAt(i));
  }
}

/**
 * A superimposed code (Mooers 1951) over runs of three characters: a text that contains another has all its bits. So what lacks one of a
 * query's bits cannot match, and what has all probably does.
 */
export function signatureOf(text: string): Uint8Array {
  const signature = new Uint8Array(SIGNATURE_BYTES);
  const lowered = text.toLowerCase();
  for (let i = 2; i < lowered.length; i++) {
    const bit = bitOf(lowered.charCodeAt(i - 2), lowered.charCodeAt(i - 1), lowered.charCodeAt(i));
    signature[bit >> 3]! |= 1 << (bit & 7);
  }
  return signature;
}
