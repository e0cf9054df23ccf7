const spaced = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ');

const WORD_SIGN = /[\p{L}\p{N}_]/u;

/**
 * Whether a text has a word or phrase, upper and lower case alike, white space of any length alike, and not inside a longer word: `cat` is
 * not in `concatenate`, but `log.push` is in `this.log.push(order)`.
 */
export function hasText(text: string, wanted: string): boolean {
  const [inside, phrase] = [spaced(text), spaced(wanted)];
  const [opensWord, endsWord] = [WORD_SIGN.test(phrase.at(0) ?? ''), WORD_SIGN.test(phrase.at(-1) ?? '')];
  for (let at = inside.indexOf(phrase); at >= 0; at = inside.indexOf(phrase, at + 1)) {
    const before = opensWord && WORD_SIGN.test(inside[at - 1] ?? '');
    const behind = endsWord && WORD_SIGN.test(inside[at + phrase.length] ?? '');
    if (!before && !behind) return true;
  }
  return false;
}
