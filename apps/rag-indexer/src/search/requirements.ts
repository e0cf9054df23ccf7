import { conditionEnding, conditionKeys, conditionTest, fitsConditions, textsTest, type ParsedQuery } from '@skein/retrieval';
import type { Payload, PayloadValue, Tests } from '@skein/vector-index';
import type { Chunk } from '../storage/chunk.ts';
import { compiledPattern } from './compiled-pattern.ts';
import type { AskedFilter } from './filter-of.ts';
import { allOf } from './filter-tests.ts';
import { passesFilter } from './passes-filter.ts';
import { patternLiterals } from './pattern-literals.ts';

/** What every hit must fulfil, beyond having been found. */
export interface Requirements {
  /** Texts that every hit contains, white space of any length alike. */
  texts: readonly string[];
  /** Phrases or patterns were asked for: chunks that have them are hits even when no channel ranks them. */
  isStrict: boolean;
  /** Whether texts have to be read to know what fits. */
  readsTexts: boolean;
  /** Conditions on where a chunk is and what it is, by the payload keys that they look at. */
  where: Tests;
  /** Those conditions and the filter, where there are any. */
  fitsPayload?(payload: Payload): boolean;
  /** Phrases, patterns, and what must not be there. */
  fitsText(text: string): boolean;
  /** All but the text, for chunks that were found without the index, or have changed since. */
  fitsElse(chunk: Chunk): boolean;
}

/** Throws `search.query-invalid` for a pattern that cannot be read. */
export function requirementsOf(parsed: ParsedQuery, { filter, tests, project }: AskedFilter & { project?: string }): Requirements {
  const patterns = parsed.patterns.map(compiledPattern);
  const literals = parsed.patterns.flatMap(({ source }) => patternLiterals(source)).map((literal) => literal.toLowerCase());
  const where = allOf([testsOf(parsed), tests]);
  const fitsTexts = textsTest(parsed);
  const isFiltered = [where, filter.equals, filter.range, filter.prefix].some((part) => Object.keys(part ?? {}).length > 0);
  const passesTests = (payload: Payload) => Object.entries(tests).every(([key, { passes }]) => passes(payload[key]));
  const fitsPayload = (payload: Payload) => passesFilter(payload, filter) && passesTests(payload) && fitsConditions(parsed, payload);
  return {
    texts: [...parsed.phrases, ...literals],
    isStrict: parsed.phrases.length + patterns.length > 0,
    readsTexts: parsed.phrases.length + patterns.length + parsed.without.texts.length > 0,
    where,
    ...(isFiltered ? { fitsPayload } : {}),
    fitsText: (text) => hasAll(text, literals) && fitsTexts(text) && patterns.every((pattern) => pattern.matches(text)),
    fitsElse: ({ payload, project: own }) => (project === undefined || own === project) && fitsPayload(payload),
  };
}

/** The conditions of each key on their own, so that the index asks once for each value that there is. */
function testsOf({ conditions, without }: ParsedQuery): Tests {
  const keys = conditionKeys.filter((key) => [...conditions, ...without.conditions].some((one) => one.key === key));
  const tests = keys.map((key) => {
    const of = {
      conditions: conditions.filter((one) => one.key === key),
      without: { texts: [], conditions: without.conditions.filter((one) => one.key === key) },
    };
    const fits = conditionTest(of, key);
    const passes = (value?: PayloadValue) => fits(typeof value === 'string' ? value : undefined);
    return [key, { name: JSON.stringify(of), passes, ends: conditionEnding(of, key) }] as const;
  });
  return Object.fromEntries(tests);
}

/** Far sooner said than whether a pattern matches. */
function hasAll(text: string, literals: readonly string[]): boolean {
  if (literals.length === 0) return true;
  const lowered = text.toLowerCase();
  return literals.every((literal) => lowered.includes(literal));
}
