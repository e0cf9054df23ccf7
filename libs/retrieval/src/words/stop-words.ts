/** English words that say nothing of what is looked for. Documents keep them: a phrase may need them, and lengths stay comparable. */
export const stopWords: ReadonlySet<string> = new Set(
  `a an and are as at be but by for from has have if in into is it its no not of on or s so such t that the their then there these this
   to was were which will with when where we you via per`.split(/\s+/),
);

/** The words of a query that say something; all of them when none does (`to be or not to be`). */
export function saying(tokens: readonly string[]): readonly string[] {
  const kept = tokens.filter((token) => !stopWords.has(token));
  return kept.length > 0 ? kept : tokens;
}
