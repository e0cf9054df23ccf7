import { describe, expect, it } from '@jest/globals';
import type { SearchHit } from '@skein/contracts';
import { hitText } from './hit-text.ts';

const plain = { markResult: (_: unknown, text: string) => text };
const hit: SearchHit = {
  ...{ collection: 'code_patterns', id: 'x', project: 'shop', source: 'acme/shop', document: 'src/a.ts', title: 'load', score: 0.03 },
  ...{ path: 'src/a.ts', startLine: 12, kind: 'function' },
  text: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'the ledger is read', 'nine'].join('\n'),
};

describe('a hit for people', () => {
  it('says where it is and shows the lines with the words of the query', () => {
    const text = hitText(hit, 'ledger', plain);
    expect(text).toContain('src/a.ts:12  acme/shop  code_patterns function');
    expect(text).toContain('the ledger is read');
    expect(text).not.toContain('    one');
  });

  it('says why it was found when it knows, and how many more there are', () => {
    const channels = [{ channel: 'bm25', rank: 1, score: 3, share: 1 / 61 }];
    expect(hitText({ ...hit, channels, terms: ['ledger'], more: 2 }, 'ledger', plain)).toContain('bm25 #1 (0.0164); found: ledger');
    expect(hitText({ ...hit, more: 2 }, '', plain)).toContain('and 2 more of it');
  });
});
