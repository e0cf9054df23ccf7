const WORD = /[\p{L}\p{N}_]+/gu;
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\p{N}+/gu;

/** Longer ones are no words: keys, hashes, encoded data. */
const LONGEST = 64;

/**
 * Tokens of prose and code, lower-case, in order: every word, and the parts of identifiers after it (`parseHttpURL` → `parsehttpurl`,
 * `parse`, `http`, `url`; `max_depth2` → `max_depth2`, `max`, `depth`, `2`). Unicode is normalised (NFKC).
 */
export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  for (const [word] of text.normalize('NFKC').matchAll(WORD)) {
    if (word.length > LONGEST) continue;
    tokens.push(word.toLowerCase());
    const parts = word.match(PART);
    if (parts && parts.length > 1) for (const part of parts) tokens.push(part.toLowerCase());
  }
  return tokens;
}
