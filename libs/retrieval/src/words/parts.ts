const PLAIN = /^[a-z]+$/;
const ASCII_PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const PART = /\p{Lu}+(?![\p{Ll}\p{M}])|\p{Lu}?[\p{Ll}\p{M}]+|[\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{N}+/gu;
const ASCII_ONLY = /^[\0-\x7f]*$/;

/** The parts of an identifier, lower-case: at underscores, at changes of case and between letters and digits. */
export function partsOf(word: string): string[] {
  if (PLAIN.test(word)) return [word];
  const parts = word.match(ASCII_ONLY.test(word) ? ASCII_PART : PART) ?? [];
  return parts.map((part) => part.toLowerCase());
}
