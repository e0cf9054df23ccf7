import { expect, it } from '@jest/globals';
import { commandHash } from './command-hash.ts';
import { recordHash } from './hash.ts';

const command = { type: 'memory.append-turns', stream: 's1', data: { a: 1, b: [true, null] } };
const hash = commandHash(command);

it('is SHA-256 over the canonical JSON of type, stream, expected version and data', () => {
  const canonical = '{"data":{"a":1,"b":[true,null]},"expectedVersion":null,"stream":"s1","type":"memory.append-turns"}';
  expect(hash).toBe(recordHash(canonical));
});

it('does not depend on the order of keys', () => {
  expect(commandHash({ data: { b: [true, null], a: 1 }, stream: 's1', type: 'memory.append-turns' })).toBe(hash);
});

it('writes numbers in one way', () => {
  const of = (text: string) => commandHash({ ...command, data: JSON.parse(text) as unknown });
  expect(of('[1.0, 1e3, -0]')).toBe(of('[1, 1000, 0]'));
  expect(of('[1e21]')).toBe(of('[1000000000000000000000]'));
});

it('sorts keys by UTF-16 units, as RFC 8785 says', () => {
  const canonical = '{"data":{"\u20ac":1,"\ud83d\ude00":2,"\ufb33":3},"expectedVersion":null,"stream":"s1","type":"t"}';
  expect(commandHash({ type: 't', stream: 's1', data: { '\ufb33': 3, '\ud83d\ude00': 2, '\u20ac': 1 } })).toBe(recordHash(canonical));
});

it.each([
  ['another type', { ...command, type: 'memory.start-thread' }],
  ['another stream', { ...command, stream: 's2' }],
  ['other data', { ...command, data: { a: 1, b: [true] } }],
  ['an expected version of 0', { ...command, expectedVersion: 0 }],
  ['other text in another Unicode form', { ...command, data: { a: 'e\u0301' } }],
])('is another one for %s', (_, other) => {
  expect(commandHash(other)).not.toBe(hash);
});

it('takes a missing expected version, and missing data, for null', () => {
  expect(commandHash({ ...command, expectedVersion: undefined })).toBe(hash);
  expect(commandHash({ type: 't', stream: 's', data: undefined })).toBe(commandHash({ type: 't', stream: 's', data: null }));
});
