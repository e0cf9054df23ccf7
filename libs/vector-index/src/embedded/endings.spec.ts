import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endingOf, Endings } from './endings.ts';

const text = fc.array(fc.constantFrom(...'aAbB.K', 'İ', 'Σ', 'é', '\u{1F600}'), { maxLength: 6 }).map((signs) => signs.join(''));

describe('how texts end', () => {
  it('never leaves out one that ends as asked for, upper and lower case alike', () =>
    fc.assert(
      fc.property(text, text, (before, asked) => {
        const endings = new Endings();
        endings.put(300, before + asked);
        const ends = asked.toLowerCase();
        if ((before + asked).toLowerCase().endsWith(ends)) expect(endings.mayBe(300, endingOf(ends))).toBe(true);
      }),
    ));

  it('leaves out most others', () => {
    const endings = new Endings();
    for (const [n, name] of ['Store.append', 'Store.put', 'x'].entries()) endings.put(n, name);
    expect([0, 1, 2].map((n) => endings.mayBe(n, endingOf('append')))).toEqual([true, false, true]);
  });
});
