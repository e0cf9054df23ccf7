import { describe, expect, it } from '@jest/globals';
import { highlights, passage } from '@skein/retrieval';
import fc from 'fast-check';

const marked = (text: string, query: string) => highlights(text, query).map(({ start, end }) => text.slice(start, end));

describe('highlights', () => {
  it('mark whole words that share a token with the query', () =>
    expect(marked('The leaseLost handler: lease_lost, LEASE, release', 'the lease')).toEqual(['leaseLost', 'lease_lost', 'LEASE']));

  it('know other scripts', () => expect(marked('新しい工作流 überall', '工作 uberall')).toEqual(['新しい工作流', 'überall']));
});

describe('a passage', () => {
  const text = 'one\ntwo lease\nthree\nlease lost\nfive lost\nsix';

  it('is the run of lines with the most words of the query, with places', () => {
    const found = passage(text, 'lease lost', 22);
    expect(found).toMatchObject({ text: 'lease lost\nfive lost', lines: [4, 5] });
    expect(text.slice(found.start, found.end)).toBe(found.text);
    expect(found.highlights.map(({ start, end }) => found.text.slice(start, end))).toEqual(['lease', 'lost', 'lost']);
  });

  it('is the beginning when nothing was found', () => expect(passage(text, 'nowhere', 8).text).toBe('one'));

  it('cuts a line that is too long', () => expect(passage('a'.repeat(99), 'x', 10)).toMatchObject({ text: 'a'.repeat(10), lines: [1, 1] }));

  it('fits, is a part of the text, and marks words inside of it', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('lease', 'Lost', '\n', ' ', 'x')), fc.integer({ min: 1, max: 40 }), (words, length) => {
        const whole = words.join('');
        const found = passage(whole, 'lease lost', length);
        expect(found.text.length).toBeLessThanOrEqual(length);
        expect(whole.slice(found.start, found.end)).toBe(found.text);
        expect(whole.slice(0, found.end).split('\n').length).toBe(found.lines[1]);
        for (const { start, end } of found.highlights) expect(found.text.slice(start, end).toLowerCase()).toMatch(/lease|lost/);
      }),
    ));

  it('takes no longer for hostile texts than their length', () =>
    expect(passage('lease\n'.repeat(200_000), 'lease', 100).highlights.length).toBeGreaterThan(0));
});
