import type { ParsedQuery } from './parsed-query.ts';
import { queryLimits } from './query-limits.ts';
import { queryTerms, type QueryTerm } from './query-terms.ts';
import { refuseQuery } from './refuse-query.ts';

/**
 * Reads a query as people write it: words, `"a phrase"`, `/a pattern/i`, `path:src/orders`, `lang:go`, `symbol:OrderStore`, `kind:class`,
 * `repo:shop`, each of them with `-` before it for "not" (patterns excepted).
 *
 * @throws SkeinError `search.query-invalid`, with the place in `facts.at`, when the query is empty, asks for nothing but what should not be
 * there, is longer than {@link queryLimits}, has more of something than they allow, or has a quote that is not closed.
 */
export function parseQuery(query: string): ParsedQuery {
  if (query.length > queryLimits.length) {
    const what = `it has ${query.length} characters, and ${queryLimits.length} are read`;
    throw refuseQuery(what, queryLimits.length, 'Ask for the words that matter.');
  }
  const terms = [...queryTerms(query)];
  const wanted = terms.filter(({ negated }) => !negated);
  const unwanted = terms.filter(({ negated }) => negated);
  const [unless] = ofKind(unwanted, 'pattern');
  if (unless) throw refuseQuery('a pattern cannot be excluded', unless.at, 'Exclude words, phrases or conditions.');
  if (!wanted.some(canBeFound)) {
    const what = terms.length === 0 ? 'it is empty' : 'it only says what should be left out or where to look';
    throw refuseQuery(what, 0, 'Say what to look for: a word, a "phrase", a /pattern/, symbol:… or path:….');
  }
  refuseMore(ofKind(terms, 'phrase'), queryLimits.phrases, 'phrases');
  refuseMore(ofKind(terms, 'condition'), queryLimits.conditions, 'conditions');
  const patterns = refuseMore(ofKind(terms, 'pattern'), queryLimits.patterns, 'patterns');
  const long = patterns.find(({ source }) => source.length > queryLimits.patternLength);
  if (long) throw refuseQuery(`a pattern has more than ${queryLimits.patternLength} characters`, long.at, 'Shorten it.');
  return {
    text: textsOf(wanted).join(' '),
    words: ofKind(wanted, 'word').map(({ text }) => text),
    phrases: ofKind(wanted, 'phrase').map(({ text }) => text),
    patterns: patterns.map(({ source, ignoreCase }) => ({ source, ignoreCase })),
    conditions: conditionsOf(wanted),
    without: { texts: textsOf(unwanted), conditions: conditionsOf(unwanted) },
  };
}

const canBeFound = (term: QueryTerm): boolean => term.kind !== 'condition' || term.key === 'symbol' || term.key === 'path';

const ofKind = <K extends QueryTerm['kind']>(terms: readonly QueryTerm[], kind: K) =>
  terms.filter((term): term is Extract<QueryTerm, { kind: K }> => term.kind === kind);

const textsOf = (terms: readonly QueryTerm[]): string[] => terms.flatMap((term) => ('text' in term ? [term.text] : []));

const conditionsOf = (terms: readonly QueryTerm[]) => ofKind(terms, 'condition').map(({ key, value }) => ({ key, value }));

function refuseMore<T extends QueryTerm>(terms: readonly T[], most: number, what: string): readonly T[] {
  const over = terms[most];
  if (over) throw refuseQuery(`it has ${terms.length} ${what}, and at most ${most} are allowed`, over.at, 'Leave some out.');
  return terms;
}
