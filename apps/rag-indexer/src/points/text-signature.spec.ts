import { describe, expect, it } from '@jest/globals';
import { hasText } from '@skein/retrieval';
import fc from 'fast-check';
import { bitsOf, signatureOf } from './text-signature.ts';

const mayHave = (text: string, part: string) => {
  const bits = new Set(bitsOf(signatureOf(text)));
  return bitsOf(signatureOf(part)).every((bit) => bits.has(bit));
};
const sign = fc.constantFrom(...'aBc_.', ' ', '\n', '\t', '\u00a0', '\u3000', 'Σ', 'é');
const text = fc.array(sign, { maxLength: 40 }).map((signs) => signs.join(''));

describe('the signature of a text', () => {
  it('has all bits of whatever the text has, as it stands or with other white space', () =>
    fc.assert(
      fc.property(text, text, text, (before, part, behind) => {
        expect(mayHave(`${before} ${part} ${behind}`, part.trim())).toBe(true);
        const phrase = part.trim().replace(/\s+/g, '\n ');
        if (phrase !== '' && hasText(`${before}${part}${behind}`, phrase)) expect(mayHave(`${before}${part}${behind}`, phrase)).toBe(true);
      }),
      { numRuns: 300 },
    ));

  it('tells words in another order apart', () => {
    expect(mayHave('the lease\n  is lost', 'lease is lost')).toBe(true);
    expect(mayHave('lost is the lease', 'lease is lost')).toBe(false);
  });
});
