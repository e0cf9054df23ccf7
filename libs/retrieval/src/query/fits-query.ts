import type { Condition, ConditionKey, ParsedQuery } from './parsed-query.ts';
import { fitsPath } from './path-pattern.ts';
import { hasText } from './has-text.ts';

/** What the conditions of a query look at. */
export interface Place {
  path?: string;
  lang?: string;
  symbol?: string;
  kind?: string;
  repo?: string;
}

export interface Candidate extends Place {
  text: string;
}

/**
 * Whether a hit may be shown: it has every phrase, fits one condition of every key, and has nothing that was excluded. Patterns are not
 * looked at: they need an engine that is linear in the text.
 */
export const fitsQuery = (query: ParsedQuery, candidate: Candidate): boolean =>
  fitsConditions(query, candidate) && fitsTexts(query, candidate.text);

/** The part of {@link fitsQuery} that needs no text: one condition of every key, and none that was excluded. */
export function fitsConditions({ conditions, without }: Pick<ParsedQuery, 'conditions' | 'without'>, place: Place): boolean {
  if (without.conditions.some((one) => fits(one, place))) return false;
  return conditions.every(({ key }) => conditions.some((one) => one.key === key && fits(one, place)));
}

/** The part of {@link fitsQuery} that reads the text: every phrase, and nothing that was excluded. */
export const fitsTexts = ({ phrases, without }: Pick<ParsedQuery, 'phrases' | 'without'>, text: string): boolean =>
  !without.texts.some((one) => hasText(text, one)) && phrases.every((phrase) => hasText(text, phrase));

const alike = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const tests: Readonly<Record<ConditionKey, (wanted: string, given: string) => boolean>> = {
  path: fitsPath,
  lang: alike,
  kind: alike,
  // `append` and `OrderStore.append` both name `shop.OrderStore.append`
  symbol: (wanted, given) => `.${given.toLowerCase()}`.endsWith(`.${wanted.toLowerCase()}`),
  repo: (wanted, given) => given.toLowerCase().includes(wanted.toLowerCase()),
};

const fits = ({ key, value }: Condition, candidate: Place): boolean => {
  const given = candidate[key];
  return given !== undefined && tests[key](value, given);
};
