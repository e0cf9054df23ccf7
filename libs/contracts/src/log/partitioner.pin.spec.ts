import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { keyOf, murmur2, partitionOf } from './partitioner.ts';

/** Printed by `org.apache.kafka.common.utils.Utils` of kafka-clients 4.3.1: `murmur2(utf8)` and `toPositive(hash) % n`. Never to be changed. */
interface JavaValue {
  key: string;
  hash: number;
  of8: number;
  of64: number;
}
const values = JSON.parse(readFileSync(new URL('../../pins/murmur2.json', import.meta.url), 'utf8')) as JavaValue[];

describe('the partitioner', () => {
  it.each(values)('agrees with the Java client on "$key"', ({ key, hash, of8, of64 }) => {
    expect(murmur2(new TextEncoder().encode(key))).toBe(hash);
    expect(partitionOf(key, 8)).toBe(of8);
    expect(partitionOf(key, 64)).toBe(of64);
  });

  it('agrees with the Java client on every byte there is', () =>
    expect(murmur2(Uint8Array.from({ length: 256 }, (_, byte) => byte))).toBe(-1_948_347_274));

  it('is checked on keys of every length modulo four, on negative hashes and on more than one byte per character', () => {
    expect(new Set(values.map(({ key }) => key.length % 4))).toEqual(new Set([0, 1, 2, 3]));
    expect(values.some(({ hash }) => hash < 0)).toBe(true);
    expect(values.some(({ key }) => new TextEncoder().encode(key).length > key.length)).toBe(true);
  });

  it('sends a stream of a tenant to the partition of its key', () => expect(keyOf('acme', 'survey-1')).toBe('acme/survey-1'));
});
