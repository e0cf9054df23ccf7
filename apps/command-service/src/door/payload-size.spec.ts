import { describe, expect, it } from '@jest/globals';
import { Annotate, MAX_PAYLOAD_BYTES, StartWorkflow } from '@skein/contracts';
import { checkCommand } from './command-door.ts';

const principal = { tenant: 'acme', subject: 'ann', roles: [], scopes: [] };
const check = (data: unknown) => checkCommand({ type: StartWorkflow.type, stream: 's', data }, principal, 8);
/** Data of so many bytes of UTF-8, most of them in characters of this kind. */
function dataOf(bytes: number, character: string) {
  const data = { title: 'a', input: '' };
  const room = bytes - Buffer.byteLength(JSON.stringify(data));
  const count = Math.floor(room / Buffer.byteLength(character));
  data.input = character.repeat(count) + 'a'.repeat(room - count * Buffer.byteLength(character));
  return data;
}

describe.each(['a', 'é', '漢', '😀'])('the size of data in characters like %s', (character) => {
  it('is taken up to the limit', () => expect(check(dataOf(MAX_PAYLOAD_BYTES, character)).hash).toHaveLength(64));

  it('is refused by one byte more, with the limit', () =>
    expect(() => check(dataOf(MAX_PAYLOAD_BYTES + 1, character))).toThrow(
      expect.objectContaining({
        code: 'payload.too-large',
        facts: expect.objectContaining({ size: MAX_PAYLOAD_BYTES + 1, limit: MAX_PAYLOAD_BYTES }),
      }),
    ));
});

it('a command with little data is not measured, and checked all the same', () => {
  const annotate = () => checkCommand({ type: Annotate.type, stream: 's', data: { text: '' } }, principal, 8);
  expect(annotate).toThrow(expect.objectContaining({ code: 'request.invalid' }));
});
