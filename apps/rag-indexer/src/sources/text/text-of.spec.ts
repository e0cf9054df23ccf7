import { describe, expect, it } from '@jest/globals';
import { textOf } from './text-of.ts';

describe('the text of a file', () => {
  it.each([
    ['UTF-8', Buffer.from('naïve 数\n'), 'naïve 数\n'],
    ['UTF-8 with its mark', Buffer.from('\ufeffplain'), 'plain'],
    ['UTF-16 of either order', Buffer.from('\ufeffwide', 'utf16le'), 'wide'],
    ['UTF-16 of the other order', Buffer.from('\ufeffwide', 'utf16le').swap16(), 'wide'],
  ])('is read as %s', (_, bytes, text) => expect(textOf(bytes)).toEqual({ text }));

  it.each([
    ['prose with a paragraph to a line', 'It is said at length, and then once more. '.repeat(40)],
    ['prose without spaces', '長い段落が一行に書かれている。'.repeat(100)],
    ['a table with padded columns', `| a |${' '.repeat(1_000)}| b |`],
  ])('is read also of %s', (_, line) => expect(textOf(Buffer.from(`${line}\n`.repeat(9)))).toEqual({ text: `${line}\n`.repeat(9) }));

  it.each([
    ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1])],
    ['binary', Buffer.from('\ufeffa\0b', 'utf16le')],
    ['bad-encoding', Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a])],
    ['bad-encoding', Buffer.from('\ufeff\ud800', 'utf16le')],
    ['empty', Buffer.from(' \n\n')],
    ['too-large', Buffer.alloc(1_000_001, 'a')],
    ['long-lines', Buffer.from(`short\n${'x'.repeat(30_000)}\nshort`)],
    ['minified', Buffer.from(`${'let a=b(c,d);if(e)return f;'.repeat(100)}\n`.repeat(3))],
  ])('is none when it is %s', (reason, bytes) => expect(textOf(bytes)).toEqual({ reason }));
});
