import type { Condition, ConditionKey, ParsedQuery } from './parsed-query.ts';
import { fitsPath } from './path-pattern.ts';
import { hasText } from './has-text.ts';

/** What the conditions of a query look at. */
export interface Candidate {
  text: string;
  path?: string;
  lang?: string;
  symbol?: string;
  kind?: string;
  repo?: string;
}

/**
 * Whether a hit may be shown: it has every phrase, fits one condition of every key, and has nothing that was excluded. Patterns are not
 * looked at: they need an engine that is linear in the text.
 */
export function fitsQuery({ phrases, conditions, without }: ParsedQuery, candidate: Candidate): boolean {
  if (without.texts.some((one) => hasText(candidate.text, one))) return false;
  if (without.conditions.some((one) => fits(one, candidate))) return false;
  const keys = new Set(conditions.map(({ key }) => key));
  for (const key of keys) if (!conditions.some((one) => one.key === key && fits(one, candidate))) return false;
  return phrases.every((phrase) => hasText(candidate.text, phrase));
}

const alike = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const tests: Readonly<Record<ConditionKey, (wanted: string, given: string) => boolean>> = {
  path: fitsPath,
  lang: alike,
  kind: alike,
  // `append` and `OrderStore.append` both name `shop.OrderStore.append`
  symbol: (wanted, given) => `.${given.toLowerCase()}`.endsWith(`.${wanted.toLowerCase()}`),
  repo: (wanted, given) => given.toLowerCase().includes(wanted.toLowerCase()),
};

const fits = ({ key, value }: Condition, candidate: Candidate): boolean => {
  const given = candidate[key];
  return given !== undefined && tests[key](value, given);
};
