import { conditionKeys, fitsConditions, fitsTexts, type ParsedQuery } from '@skein/retrieval';
import type { Filter, Payload } from '@skein/vector-index';
import type { Chunk } from '../storage/chunk.ts';
import { compiledPattern } from './compiled-pattern.ts';
import { passesFilter } from './passes-filter.ts';
import { patternLiterals } from './pattern-literals.ts';

/** What every hit must fulfil, beyond having been found. */
export interface Requirements {
  /** Texts that every hit contains; without any, only ranked hits are looked at. */
  texts: readonly string[];
  /** Phrases or patterns were asked for: chunks that have them are hits even when no channel ranks them. */
  isStrict: boolean;
  /** Whether texts have to be read to know what fits. */
  readsTexts: boolean;
  /** The payload keys that {@link fitsPlace} looks at. */
  keys: readonly string[];
  /** Conditions on where a chunk is and what it is. */
  fitsPlace(payload: Payload): boolean;
  /** Phrases, patterns, and what must not be there. */
  fitsText(text: string): boolean;
  /** All but the text, for chunks that were found without the index, or have changed since. */
  fitsElse(chunk: Chunk): boolean;
}

/** Throws `search.query-invalid` for a pattern that cannot be read. */
export function requirementsOf(parsed: ParsedQuery, { filter, project }: { filter: Filter; project?: string }): Requirements {
  const patterns = parsed.patterns.map(compiledPattern);
  const literals = parsed.patterns.flatMap(({ source }) => patternLiterals(source)).map((literal) => literal.toLowerCase());
  const hasConditions = parsed.conditions.length + parsed.without.conditions.length > 0;
  const fitsPlace = (payload: Payload) => !hasConditions || fitsConditions(parsed, payload);
  return {
    texts: [...parsed.phrases.flatMap((phrase) => phrase.split(/\s+/)), ...literals].filter((text) => text !== ''),
    isStrict: parsed.phrases.length + patterns.length > 0,
    readsTexts: parsed.phrases.length + patterns.length + parsed.without.texts.length > 0,
    keys: hasConditions ? conditionKeys : [],
    fitsPlace,
    fitsText: (text) => hasAll(text, literals) && fitsTexts(parsed, text) && patterns.every((pattern) => pattern.matches(text)),
    fitsElse: ({ payload, project: own }) =>
      (project === undefined || own === project) && passesFilter(payload, filter) && fitsPlace(payload),
  };
}

/** Far sooner said than whether a pattern matches. */
function hasAll(text: string, literals: readonly string[]): boolean {
  if (literals.length === 0) return true;
  const lowered = text.toLowerCase();
  return literals.every((literal) => lowered.includes(literal));
}
