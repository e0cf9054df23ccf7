import { describe, expect, it } from '@jest/globals';
import type { VerifiedSource } from '@skein/contracts';
import { sourceText } from './verify.command.ts';

describe('what a verification has found', () => {
  const source: VerifiedSource = { collection: 'code_patterns', source: 'shop', documents: 12, chunks: 40, differences: 0, first: [] };

  it('is told in a line when all is equal, with the commit that was compared', () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    expect(sourceText({ ...source, commit })).toBe(
      'code_patterns shop at 0123456789ab: equal to a clean rebuild (12 documents, 40 chunks)',
    );
  });

  it('names each difference by its place, and how many more there are', () => {
    const first: VerifiedSource['first'] = [
      { what: 'missing', in: 'chunks', place: 'src/a.ts: load', id: 'i1' },
      { what: 'different', in: 'points', place: 'src/a.ts: save', id: 'i2', fields: ['payload', 'vectors'] },
      { what: 'left-over', in: 'documents', place: 'src/b.ts' },
    ];
    expect(sourceText({ ...source, differences: 5, first }).split('\n')).toEqual([
      'code_patterns shop: 5 differences to a clean rebuild (12 documents, 40 chunks)',
      '  src/a.ts: load is missing in the chunks (i1)',
      '  src/a.ts: save is different in the points: payload, vectors (i2)',
      '  src/b.ts is left over in the documents',
      '  and 2 more',
    ]);
  });

  it('says why a source was not compared', () => {
    expect(sourceText({ ...source, error: 'There is no folder "x".' })).toBe('code_patterns shop: not compared\n  There is no folder "x".');
  });
});
