const utf8 = new TextEncoder();
// Looked up once: where code runs in a context of its own, as tests do, each look at a global costs a hundred times the product.
const { imul } = Math;

/** MurmurHash3_x86_32 (Appleby) with seed 0 over UTF-8 bytes, unsigned. An unpaired surrogate counts as U+FFFD. */
export function murmur3(text: string): number {
  const length = text.length;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) > 0x7f) return ofBytes(utf8.encode(text));
  let hash = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const word = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 8) | (text.charCodeAt(i + 2) << 16) | (text.charCodeAt(i + 3) << 24);
    hash = withWord(hash, word);
  }
  let tail = 0;
  for (let j = length - 1; j >= i; j--) tail = (tail << 8) | text.charCodeAt(j);
  return finished(hash, tail, length);
}

function ofBytes(bytes: Uint8Array): number {
  const blocks = bytes.length >> 2;
  let hash = 0;
  for (let i = 0; i < blocks * 4; i += 4) {
    hash = withWord(hash, bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= blocks * 4; i--) tail = (tail << 8) | bytes[i]!;
  return finished(hash, tail, bytes.length);
}

function withWord(hash: number, word: number): number {
  const mixedIn = hash ^ mixed(word);
  return (imul((mixedIn << 13) | (mixedIn >>> 19), 5) + 0xe6546b64) | 0;
}

function mixed(word: number): number {
  const k = imul(word, 0xcc9e2d51);
  return imul((k << 15) | (k >>> 17), 0x1b873593);
}

function finished(before: number, tail: number, length: number): number {
  let hash = (length & 3) > 0 ? before ^ mixed(tail) : before;
  hash ^= length;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
