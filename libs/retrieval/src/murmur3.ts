const utf8 = new TextEncoder();

/** MurmurHash3_x86_32 with seed 0 over UTF-8 bytes, unsigned: the token ids that Qdrant's own BM25 uses. */
export function murmur3(text: string): number {
  const bytes = utf8.encode(text);
  const blocks = bytes.length >> 2;
  let hash = 0;
  for (let block = 0; block < blocks; block++) {
    const i = block * 4;
    hash ^= mixed(bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= blocks * 4; i--) tail = (tail << 8) | bytes[i]!;
  if ((bytes.length & 3) > 0) hash ^= mixed(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixed(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}
