import { describe, expect, it } from '@jest/globals';
import { recordHash } from '@skein/log';
import { fetchedValue } from './fetched-value.ts';

describe('a fetched record', () => {
  it.each(['{"a":"漢字 😀"}', '\ufeff{}', ''])('comes with its bytes, which have the hash of its text: %j', (text) => {
    const { value, bytes } = fetchedValue({ offset: 7, value: Buffer.from(text) });
    expect(value).toBe(text);
    expect(recordHash(bytes!)).toBe(recordHash(text));
  });

  it.each([[0xff], [0xe6, 0xbc], [0xed, 0xa0, 0x80]])('comes without bytes that are another text than they say: %j', (...bytes) => {
    const fetched = fetchedValue({ offset: 7, value: Buffer.from([0x22, ...bytes.flat(), 0x22]) });
    expect(fetched.bytes).toBeUndefined();
    expect(fetched.value).toContain('\ufffd');
  });

  it('may be a tombstone', () => expect(fetchedValue({ offset: 7, value: null })).toEqual({ offset: 7, value: null, bytes: undefined }));
});
