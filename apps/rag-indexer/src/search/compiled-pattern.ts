import { SkeinError } from '@skein/contracts';
import type { QueryPattern } from '@skein/retrieval';
import { RE2JS } from 're2js';

/** Matching takes time in the size of the pattern times that of the text: both are bounded. */
const MOST_INSTRUCTIONS = 1_000;

/** A pattern in an engine whose time is linear in the text, whatever the pattern. Throws `search.query-invalid`. */
export function compiledPattern({ source, ignoreCase }: QueryPattern): { matches(text: string): boolean } {
  const compiled = compile(source, RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
  if (compiled.programSize() > MOST_INSTRUCTIONS) throw refused(source, 'it is too large. Use fewer or smaller repetitions');
  return { matches: (text) => compiled.matcher(text).find() };
}

function compile(source: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(source, flags);
  } catch (error) {
    throw refused(
      source,
      `${error instanceof Error ? error.message : String(error)}. The syntax is RE2's: no back-references, no look-around`,
      error,
    );
  }
}

const refused = (pattern: string, why: string, cause?: unknown): SkeinError =>
  new SkeinError('search.query-invalid', `The pattern /${pattern}/ cannot be searched for: ${why}.`, { pattern }, { cause });
