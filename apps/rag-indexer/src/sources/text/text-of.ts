import { LARGEST_FILE, LONGEST_LINE, minified } from './limits.ts';

/** Why a file is not indexed, as it is recorded. */
export type SkipReason =
  | 'bad-encoding'
  | 'bad-path'
  | 'binary'
  | 'empty'
  | 'generated'
  | 'long-lines'
  | 'minified'
  | 'missing'
  | 'not-a-file'
  | 'outside'
  | 'submodule'
  | 'symlink'
  | 'too-large'
  | 'unreadable';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const utf16 = { le: new TextDecoder('utf-16le', { fatal: true }), be: new TextDecoder('utf-16be', { fatal: true }) };

/** The text of a file's bytes, or why it is none that should be found. UTF-8, and UTF-16 that says so by its mark. */
export function textOf(bytes: Buffer): { text: string } | { reason: SkipReason } {
  if (bytes.length > LARGEST_FILE) return { reason: 'too-large' };
  const marked = markOf(bytes);
  if (!marked && bytes.includes(0)) return { reason: 'binary' };
  try {
    const text = (marked ? utf16[marked] : utf8).decode(bytes);
    if (text.includes('\0')) return { reason: 'binary' };
    return text.trim() === '' ? { reason: 'empty' } : shapeOf(text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { reason: 'bad-encoding' };
    throw error;
  }
}

function markOf(bytes: Buffer): 'le' | 'be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'be' : undefined;
}

function shapeOf(text: string): { text: string } | { reason: SkipReason } {
  let lines = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    if (end - start > LONGEST_LINE) return { reason: 'long-lines' };
    start = end + 1;
    lines++;
  }
  if (text.length - start > LONGEST_LINE) return { reason: 'long-lines' };
  const { from, averageLine, mostSpace } = minified;
  return text.length > from && text.length / lines > averageLine && spaceOf(text) < mostSpace ? { reason: 'minified' } : { text };
}

/** How much of it is white space, or no ASCII. */
const spaceOf = (text: string): number => text.replace(/[!-~]+/g, '').length / text.length;
