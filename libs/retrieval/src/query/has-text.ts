const WORD_SIGN = /[\p{L}\p{N}_]/u;
const SIGN = /[\\^$.*+?()[\]{}|/]/g;

/**
 * Whether a text has a word or phrase, upper and lower case alike, white space of any length alike, and not inside a longer word: `cat` is
 * not in `concatenate`, but `log.push` is in `this.log.push(order)`.
 */
export const hasText = (text: string, wanted: string): boolean => textFinder(wanted)(text);

/** {@link hasText} for many texts. */
export function textFinder(wanted: string): (text: string) => boolean {
  const phrase = wanted.toLowerCase();
  const [opensWord, endsWord] = [WORD_SIGN.test(phrase.at(0) ?? ''), WORD_SIGN.test(phrase.at(-1) ?? '')];
  // Looked for in a text as it is: making its white space alike would take longer than all the rest.
  const expression = new RegExp(
    phrase
      .split(/\s+/)
      .map((word) => word.replace(SIGN, String.raw`\$&`))
      .join(String.raw`\s+`),
    'g',
  );
  return (text) => {
    const inside = text.toLowerCase();
    expression.lastIndex = 0;
    for (let match = expression.exec(inside); match; match = expression.exec(inside)) {
      const before = opensWord && WORD_SIGN.test(inside[match.index - 1] ?? '');
      const behind = endsWord && WORD_SIGN.test(inside[match.index + match[0].length] ?? '');
      if (!before && !behind) return true;
      expression.lastIndex = match.index + 1;
    }
    return false;
  };
}
