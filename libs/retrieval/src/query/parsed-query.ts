/** Keys of conditions, as people write them; `language:` and `file:` are taken for `lang:` and `path:`. */
export const conditionKeys = ['path', 'lang', 'symbol', 'kind', 'repo'] as const;
export type ConditionKey = (typeof conditionKeys)[number];

export interface Condition {
  key: ConditionKey;
  value: string;
}

export interface QueryPattern {
  /** Between the slashes, with `\/` for a slash. Its syntax is checked by the engine that runs it. */
  source: string;
  ignoreCase: boolean;
}

/** What a person asked for. */
export interface ParsedQuery {
  /** Words and phrases without signs, in the order of the query: what the ranking channels are asked. May be empty. */
  text: string;
  words: readonly string[];
  /** From quotes: a hit has every one of them, upper and lower case alike, white space of any length alike. */
  phrases: readonly string[];
  /** From slashes: a hit fits every one of them. */
  patterns: readonly QueryPattern[];
  /** A hit fits one condition of every key that is named. */
  conditions: readonly Condition[];
  /** From `-`: a hit has none of these words and phrases, and fits none of these conditions. */
  without: { readonly texts: readonly string[]; readonly conditions: readonly Condition[] };
}
