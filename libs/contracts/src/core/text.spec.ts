import { describe, expect, it } from '@jest/globals';
import { isCarriable, Line, unfitValueIn } from './text.ts';

describe('text that is carried', () => {
  it.each(['plain', 'Grüße', '数据', '🦊', 'tab\tand\nline'])('may be "%s"', (text) => {
    expect(isCarriable(text)).toBe(true);
    expect(unfitValueIn({ text })).toBeUndefined();
    expect(Line.parse(text)).toBe(text);
  });

  it.each([
    ['U+0000', 'a\0b'],
    ['half of a surrogate pair', 'a\ud83e'],
    ['surrogates in the wrong order', '\udd8a\ud83e'],
  ])('has no %s', (_, text) => {
    expect(isCarriable(text)).toBe(false);
    const { error } = Line.safeParse(text);
    expect(error!.issues[0]).toMatchObject({ code: 'custom', params: { code: 'payload.bad-text' } });
  });

  it('is found wherever it hides: values, keys, lists', () => {
    expect(unfitValueIn({ a: { b: ['fine', '\0'] } })).toMatchObject({ code: 'payload.bad-text', path: '$.a.b.1' });
    expect(unfitValueIn({ a: { 'b\0': 1 } })).toMatchObject({ code: 'payload.bad-text', path: '$.a.?' });
    expect(unfitValueIn([1, true, null, undefined, { a: 1 }])).toBeUndefined();
  });

  it('comes with numbers that are finite, and nesting that ends', () => {
    expect(unfitValueIn(JSON.parse('{"a":[1e400]}'))).toMatchObject({ code: 'payload.bad-value', path: '$.a.0' });
    expect(unfitValueIn(JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`))).toMatchObject({ code: 'payload.bad-value' });
    expect(unfitValueIn(JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`))).toBeUndefined();
  });

  it('is neither empty nor longer than its field', () => {
    expect(Line.safeParse('').success).toBe(false);
    expect(Line.safeParse('x'.repeat(500)).success).toBe(true);
    expect(Line.safeParse('x'.repeat(501)).success).toBe(false);
  });
});
