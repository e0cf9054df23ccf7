import { saying } from '../words/stop-words.ts';
import { tokenize } from '../words/tokens.ts';

/** A place in a text in UTF-16 units, the end exclusive. */
export interface Highlight {
  start: number;
  end: number;
}

const WORD = /[\p{L}\p{N}\p{M}_ー]+/gu;
const MOST = 1_000;

/**
 * Where the words of a query are in a text: whole words that share a token with it (`lease` is marked in `LeaseExtended`, since that is why
 * it was found), in order, at most 1,000. Linear in the text.
 */
export function highlights(text: string, query: string): Highlight[] {
  const wanted = new Set(saying(tokenize(query)));
  const found: Highlight[] = [];
  const known = new Map<string, boolean>();
  for (const { 0: word, index } of text.matchAll(WORD)) {
    let fits = known.get(word);
    if (fits === undefined) known.set(word, (fits = tokenize(word).some((token) => wanted.has(token))));
    if (fits && found.push({ start: index, end: index + word.length }) === MOST) break;
  }
  return found;
}
