/**
 * Kafka's murmur2 (org.apache.kafka.common.utils.Utils.murmur2) over UTF-8 bytes, as a signed 32-bit number.
 * Pinned against values of the Java client.
 */
export function murmur2(bytes: Uint8Array, length = bytes.length): number {
  const m = 0x5bd1e995;
  let hash = 0x9747b28c ^ length;
  const words = length >> 2;
  for (let word = 0; word < words; word++) {
    const i = word * 4;
    let k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    hash = Math.imul(hash, m) ^ Math.imul(k, m);
  }
  const rest = words * 4;
  const left = length - rest;
  if (left === 3) hash ^= bytes[rest + 2]! << 16;
  if (left >= 2) hash ^= bytes[rest + 1]! << 8;
  if (left >= 1) hash = Math.imul(hash ^ bytes[rest]!, m);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, m);
  return hash ^ (hash >>> 15);
}

const utf8 = new TextEncoder();
// Larger than any key of ours; a new array for each would cost more than its hash.
const short = new Uint8Array(1024);

/** The key of every record of a stream, in the commands and the events topic alike. */
export const keyOf = (tenant: string, stream: string): string => `${tenant}/${stream}`;

/** The partition of a key among `partitions`: the same that Kafka's Java client chooses for that key. */
export function partitionOf(key: string, partitions: number): number {
  const bytes = key.length * 3 <= short.length ? short : utf8.encode(key);
  const length = bytes === short ? utf8.encodeInto(key, short).written : bytes.length;
  return (murmur2(bytes, length) & 0x7fffffff) % partitions;
}
