import { tokenize } from '../words/tokens.ts';

/** The words of the query that the text has, in the query's order: why a hit was found. */
export function matchedTerms(query: string, text: string): string[] {
  const present = new Set(tokenize(text));
  return [...new Set(tokenize(query))].filter((token) => present.has(token));
}
