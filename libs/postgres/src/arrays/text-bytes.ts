/** A text, or the UTF-8 bytes of one. */
export type TextBytes = string | Uint8Array;

/** A text this short is looked at and written in less time than a call of Node's takes. */
const SHORT = 48;
const MOST_ASCII = 0x7f;

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > MOST_ASCII) return false;
  return true;
}

/** How many bytes it has in UTF-8. */
export function bytesOfText(text: TextBytes): number {
  if (typeof text !== 'string') return text.length;
  return text.length <= SHORT && isAscii(text) ? text.length : Buffer.byteLength(text);
}

/** Writes it in UTF-8. `size`: its {@link bytesOfText}; a text that has as many bytes as units is ASCII. */
export function writeText(buffer: Buffer, text: TextBytes, at: number, size: number): void {
  if (typeof text !== 'string') buffer.set(text, at);
  else if (size !== text.length) buffer.write(text, at, size, 'utf8');
  else if (size > SHORT) buffer.write(text, at, size, 'latin1');
  else for (let i = 0; i < size; i++) buffer[at + i] = text.charCodeAt(i);
}
