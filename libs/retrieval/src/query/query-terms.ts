import { conditionKeys, type ConditionKey } from './parsed-query.ts';
import { refuseQuery } from './refuse-query.ts';

/** One thing that stands between white space. `at`: its place in the query, in UTF-16 units. */
export type QueryTerm = { at: number; negated: boolean } & (
  | { kind: 'word' | 'phrase'; text: string }
  | { kind: 'pattern'; source: string; ignoreCase: boolean }
  | { kind: 'condition'; key: ConditionKey; value: string }
);

const SPACE = /\s*/y;
const NEGATION = /-(?=[^\s-])/y;
const KEY = /(path|file|lang|language|symbol|kind|repo):(?!\/\/|:)/iy;
// A slash inside is escaped, so that a list of paths is no pattern; behind it nothing but the flag i.
const PATTERN = /\/((?:[^/\\\n]|\\.)+)\/(i?)(?=\s|$)/y;
const QUOTED = /"([^"]*)"/y;
const BARE = /\S+/y;
const otherNames: Readonly<Record<string, ConditionKey>> = { file: 'path', language: 'lang' };

/** Cuts a query into its terms. What has no meaning of its own (`std::vector`, `https://…`, `/usr/lib`, `a-b`) is a word. */
export function* queryTerms(query: string): Generator<QueryTerm> {
  let at = 0;
  const take = (expression: RegExp) => {
    expression.lastIndex = at;
    const match = expression.exec(query);
    if (match) at += match[0].length;
    return match;
  };
  const quoted = (): string | undefined => {
    if (query[at] !== '"') return undefined;
    const match = take(QUOTED);
    if (!match) throw refuseQuery('a quote is opened and not closed', at, 'Close it, or leave it out.');
    return match[1]!.trim();
  };
  for (take(SPACE); at < query.length; take(SPACE)) {
    const start = at;
    const negated = take(NEGATION) !== null;
    const key = take(KEY)?.[1]!.toLowerCase();
    if (key !== undefined) {
      const value = quoted() ?? take(BARE)?.[0] ?? '';
      if (value === '') throw refuseQuery(`"${key}:" has no value`, start, `Write it without a space: ${key}:value.`);
      yield { kind: 'condition', key: otherNames[key] ?? conditionKeys.find((one) => one === key)!, value, at: start, negated };
      continue;
    }
    const phrase = quoted();
    if (phrase !== undefined) {
      if (phrase !== '') yield { kind: 'phrase', text: phrase, at: start, negated };
      continue;
    }
    const pattern = take(PATTERN);
    if (pattern) yield { kind: 'pattern', source: pattern[1]!, ignoreCase: pattern[2] === 'i', at: start, negated };
    else yield { kind: 'word', text: take(BARE)![0], at: start, negated };
  }
}
