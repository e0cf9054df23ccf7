import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { signatureOf } from '../points/text-signature.ts';
import { SignatureTable } from './signature-table.ts';

const words = ['lease', 'order', 'claim', 'store'];
const signed = fc.record({ id: fc.nat(150).map(String), text: fc.subarray(words).map((some) => some.join(' ')) });
const change = fc.oneof(
  fc.record({ put: fc.array(signed, { maxLength: 120, size: 'max' }) }),
  fc.record({ gone: fc.array(fc.nat(150).map(String), { maxLength: 20 }) }),
);

describe('a table of signatures', () => {
  it('finds what has the texts, however it was put, replaced and taken away', () =>
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.constantFrom(...words), (changes, word) => {
        const [table, texts] = [new SignatureTable(), new Map<string, string>()];
        for (const one of changes) {
          if ('put' in one) {
            table.putAll(one.put.map(({ id, text }) => ({ id, signature: signatureOf(text) })));
            for (const { id, text } of one.put) texts.set(id, text);
          } else {
            for (const id of one.gone) table.delete(id);
            for (const id of one.gone) texts.delete(id);
          }
        }
        const found: string[] = [];
        table.matching([word]).visit((id) => Boolean(found.push(id)));
        const expected = [...texts].filter(([, text]) => text.includes(word)).map(([id]) => id);
        expect(found.sort()).toEqual(expected.sort());
        const asked = Array.from({ length: 151 }, (_, n) => String(n));
        expect(table.matching([word]).preferred(asked).sort()).toEqual(found);
        expect(table.matching([word]).preferred(asked.slice(0, 3))).toEqual(asked.slice(0, 3).filter((id) => expected.includes(id)));
        expect(table.size).toBe(texts.size);
      }),
      { numRuns: 100 },
    ));
});
