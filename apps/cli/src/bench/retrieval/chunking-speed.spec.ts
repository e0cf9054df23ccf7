import { describe, expect, it } from '@jest/globals';
import { chunkingSpeed } from './chunking-speed.ts';

describe('the speed of chunking', () => {
  it('says what was cut, and what had to be cut as text', async () => {
    const files = [
      { path: 'a.ts', text: 'export function a() {}\n\nexport class B {}\n' },
      { path: 'b.cobol', text: 'MOVE A TO B' },
    ];
    expect(await chunkingSpeed(files)).toMatchObject({ files: 2, chunks: 3, fallbacks: { 'no-grammar': 1 } });
  });
});
