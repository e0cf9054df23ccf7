import { SHORTEST } from '../points/text-signature.ts';

const QUANTIFIER = /^(?:[*?]|\{\d*,?\d*\})/u;

/**
 * Texts that whatever fits the pattern must contain, upper and lower case alike; none when that cannot be said easily. It may only ever leave
 * out: a text that is named and not needed would hide hits.
 */
export function patternLiterals(source: string): string[] {
  const found: string[] = [];
  let run: string[] = [];
  const cut = () => {
    if (run.length >= SHORTEST) found.push(run.join(''));
    run = [];
  };
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const { literal, length } = atomOf(rest);
    if (length === 0) return [];
    at += length;
    if (literal === undefined) cut();
    else run.push(literal);
    const next = source.slice(at);
    const quantifier = QUANTIFIER.exec(next)?.[0];
    if (quantifier !== undefined) {
      if (literal !== undefined) run.pop();
      cut();
      at += quantifier.length;
    } else if (next.startsWith('+')) {
      cut();
      at += 1;
    }
    if (/^[?+]/.test(source.slice(at)) && (quantifier !== undefined || next.startsWith('+'))) at += 1; // lazy
  }
  cut();
  return found;
}

/** One atom: what it stands for if it is a single character, and its length; 0 when nothing can be said of the whole pattern. */
function atomOf(rest: string): { literal?: string; length: number } {
  const first = String.fromCodePoint(rest.codePointAt(0)!);
  if (first === '|' || first === ')' || rest.startsWith('\\Q')) return { length: 0 };
  if (first === '[') return { length: classLength(rest) };
  if (first === '(') return { length: groupLength(rest) };
  if (first === '\\') {
    const escape = /^\\(?:[pP]\{[^}]*\}|[pP].|x\{[^}]*\}|x..|[0-7]{1,3}|.)/su.exec(rest)?.[0];
    if (escape === undefined) return { length: 0 };
    const character = escape.slice(1);
    return /^[\p{L}\p{N}]/u.test(character) ? { length: escape.length } : { literal: character, length: escape.length };
  }
  return /[.^$*+?{]/.test(first) ? { length: 1 } : { literal: first, length: first.length };
}

function classLength(rest: string): number {
  let at = rest.startsWith('[^') ? 2 : 1;
  if (rest[at] === ']') at += 1;
  for (; at < rest.length; at++) {
    if (rest[at] === '\\') at += 1;
    else if (rest.startsWith('[:', at)) at = Math.max(at, rest.indexOf(':]', at) + 1);
    else if (rest[at] === ']') return at + 1;
  }
  return 0;
}

function groupLength(rest: string): number {
  let depth = 0;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === '\\') at += 1;
    else if (rest[at] === '[') {
      const length = classLength(rest.slice(at));
      if (length === 0) return 0;
      at += length - 1;
    } else if (rest[at] === '(') depth += 1;
    else if (rest[at] === ')' && (depth -= 1) === 0) return at + 1;
  }
  return 0;
}
