import { describe, expect, it } from '@jest/globals';
import { excerpt, matchedTerms } from '@skein/retrieval';

describe('why a hit was found', () => {
  it('names the words of the query that the text has', () =>
    expect(matchedTerms('claim the lease', 'LeaseExtended by the holder')).toEqual(['the', 'lease']));

  it('shows the part of the text that has most of them', () =>
    expect(excerpt('first line\nsecond about nothing\nthe lease was lost\nlast', 'lease lost', 20)).toBe('the lease was lost'));
});
