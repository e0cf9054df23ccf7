import { fitsQuery, type ParsedQuery } from '@skein/retrieval';
import type { Filter } from '@skein/vector-index';
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
  /** What the index finds with the filter fits: nothing else was asked for. */
  isFree: boolean;
  fits(chunk: Chunk): boolean;
}

/** Throws `search.query-invalid` for a pattern that cannot be read. */
export function requirementsOf(parsed: ParsedQuery, { filter, project }: { filter: Filter; project?: string }): Requirements {
  const patterns = parsed.patterns.map(compiledPattern);
  const texts = [
    ...parsed.phrases.flatMap((phrase) => phrase.split(/\s+/)),
    ...parsed.patterns.flatMap(({ source }) => patternLiterals(source)),
  ];
  return {
    texts: texts.filter((text) => text !== ''),
    isFree: parsed.phrases.length + parsed.patterns.length + parsed.conditions.length + textsAndConditions(parsed.without) === 0,
    isStrict: parsed.phrases.length + parsed.patterns.length > 0,
    fits: ({ text, payload, details, project: own }) =>
      (project === undefined || own === project) &&
      passesFilter(payload, filter) &&
      fitsQuery(parsed, { text, ...details, repo: repoOf(payload['repo']) }) &&
      patterns.every((pattern) => pattern.matches(text)),
  };
}

const textsAndConditions = ({ texts, conditions }: ParsedQuery['without']): number => texts.length + conditions.length;

const repoOf = (repo: unknown): string | undefined => (typeof repo === 'string' ? repo : undefined);
