import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

const outcomeOf = (make: () => unknown): unknown => {
  try {
    return make();
  } catch {
    return 'throws';
  }
};

describe('canonical JSON', () => {
  it('is what the library makes of every JSON value', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
        expect(outcomeOf(() => canonicalJson(value))).toEqual(outcomeOf(() => canonicalize(value)));
      }),
      { numRuns: 500 },
    ));

  it('has the members of large objects in order, too', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.double(), { minKeys: 10, maxKeys: 40 }), (value) => {
        expect(outcomeOf(() => canonicalJson(value))).toEqual(outcomeOf(() => canonicalize(value)));
      }),
    ));

  it.each<[string, unknown]>([
    ['members that are undefined', { b: 1, a: undefined, c: { d: undefined } }],
    ['numbers as keys', { 10: 'a', 9: 'b', b: 1 }],
    ['a member called __proto__', JSON.parse('{"__proto__": {"b": 1, "a": 2}, "a": 1}')],
    ['elements that are undefined', [1, undefined, 2]],
    ['a date', { at: new Date(0) }],
    ['a value that says how it is written', { one: { toJSON: () => 'two' } }],
    ['minus zero and what is no number', { a: -0, b: [Number.NaN] }],
    ['half a character', { a: '\ud800' }],
    ['a key that is half a character', { '\ud800': 1 }],
    ['nothing', undefined],
    ['a bigint', { a: 1n }],
    ['lists in lists, very deep', Array.from({ length: 500 }).reduce<unknown>((inner) => [inner], 1)],
  ])('is what the library makes of %s', (_, value) => {
    expect(outcomeOf(() => canonicalJson(value))).toEqual(outcomeOf(() => canonicalize(value)));
  });
});
