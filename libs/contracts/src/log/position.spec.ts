import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { categories } from '../core/primitives.ts';
import { PositionToken, parsePosition, positionToken } from './position.ts';

describe('a position token', () => {
  it('names a category, a partition and a seq', () => {
    expect(positionToken({ category: 'workflow', partition: 3, seq: 42 })).toBe('workflow:3:42');
    expect(parsePosition('agent:0:0')).toEqual({ category: 'agent', partition: 0, seq: 0 });
  });

  it('comes back as it was given', () =>
    fc.assert(
      fc.property(fc.constantFrom(...categories), fc.nat(99_999), fc.nat(), (category, partition, seq) => {
        const token = positionToken({ category, partition, seq });
        expect(PositionToken.parse(token)).toBe(token);
        expect(parsePosition(token)).toEqual({ category, partition, seq });
      }),
    ));

  it.each([
    '',
    'workflow',
    'workflow:3',
    'lock:3:42',
    'workflow:-1:42',
    'workflow:3:4.2',
    'workflow:3:42 ',
    'workflow:3:9999999999999999',
    'x'.repeat(999),
  ])('is not "%s"', (token) => {
    expect(PositionToken.safeParse(token).success).toBe(false);
    expect(() => parsePosition(token)).toThrow(RangeError);
  });

  it('never loses a digit of its seq', () => expect(Number.isSafeInteger(parsePosition('workflow:3:999999999999999').seq)).toBe(true));
});
