import { testOf } from './condition-test.ts';
import { textFinder } from './has-text.ts';
import { conditionKeys, type Condition, type ConditionKey, type ParsedQuery } from './parsed-query.ts';

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
export const fitsConditions = (query: Conditions, place: Place): boolean =>
  conditionKeys.every((key) => conditionTest(query, key)(place[key]));

/** The part of {@link fitsConditions} that looks at one key, for many values: what does not depend on them is worked out once. */
export function conditionTest({ conditions, without }: Conditions, key: ConditionKey): (given: string | undefined) => boolean {
  const ofKey = (all: readonly Condition[]) => all.filter((one) => one.key === key).map(testOf);
  const [wanted, unwanted] = [ofKey(conditions), ofKey(without.conditions)];
  return (given) => {
    if (given === undefined) return wanted.length === 0;
    return !unwanted.some((fits) => fits(given)) && (wanted.length === 0 || wanted.some((fits) => fits(given)));
  };
}

/** How every value ends that {@link conditionTest} lets pass, in lower case; `undefined`: that cannot be said. */
export function conditionEnding({ conditions }: Conditions, key: ConditionKey): string | undefined {
  const [wanted, ...others] = conditions.filter((one) => one.key === key);
  return wanted && others.length === 0 && key === 'symbol' ? wanted.value.toLowerCase() : undefined;
}

/** The part of {@link fitsQuery} that reads the text: every phrase, and nothing that was excluded. */
export const fitsTexts = (query: Texts, text: string): boolean => textsTest(query)(text);

/** {@link fitsTexts} for many texts. */
export function textsTest({ phrases, without }: Texts): (text: string) => boolean {
  const [wanted, unwanted] = [phrases.map(textFinder), without.texts.map(textFinder)];
  return (text) => !unwanted.some((finds) => finds(text)) && wanted.every((finds) => finds(text));
}

type Conditions = Pick<ParsedQuery, 'conditions' | 'without'>;
type Texts = Pick<ParsedQuery, 'phrases' | 'without'>;
