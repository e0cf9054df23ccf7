import { matchedTerms } from './matched-terms.ts';

/** The run of at most `length` characters, on line borders, that holds the most of the query's words; the earliest of equals. */
export function excerpt(text: string, query: string, length: number): string {
  const lines = text.split('\n');
  let best = { score: -1, text: '' };
  for (let start = 0; start < lines.length; start++) {
    const window = windowFrom(lines, start, length);
    const score = matchedTerms(query, window).length;
    if (score > best.score) best = { score, text: window };
  }
  return best.text;
}

function windowFrom(lines: readonly string[], start: number, length: number): string {
  let window = lines[start]!.slice(0, length);
  for (let next = start + 1; next < lines.length && window.length + 1 + lines[next]!.length <= length; next++) window += `\n${lines[next]}`;
  return window;
}
