import { highlights, type Highlight } from './highlights.ts';

/** A part of a text that shows why it was found. */
export interface Passage extends Highlight {
  text: string;
  /** From 1. */
  lines: readonly [first: number, last: number];
  /** In the passage. */
  highlights: readonly Highlight[];
}

/**
 * The run of whole lines of at most `length` UTF-16 units that has the most different words of the query, then the most words, the earliest
 * of equals; a line that is too long is cut at `length`. Linear in the text.
 */
export function passage(text: string, query: string, length: number): Passage {
  const lines = linesOf(text);
  const marks = highlights(text, query);
  const word = ({ start, end }: Highlight) => text.slice(start, end).toLowerCase();
  const inside = new Map<string, number>();
  let [best, bestScore] = [lines[0]!, -1];
  let [firstMark, nextMark, last] = [0, 0, -1];
  for (const [first, line] of lines.entries()) {
    for (; firstMark < marks.length && marks[firstMark]!.start < line.start; firstMark++) forget(inside, word(marks[firstMark]!));
    if (nextMark < firstMark) nextMark = firstMark;
    for (last = Math.max(last, first); last + 1 < lines.length && lines[last + 1]!.end - line.start <= length;) last++;
    const end = Math.min(lines[last]!.end, line.start + length);
    for (; nextMark < marks.length && marks[nextMark]!.end <= end; nextMark++) remember(inside, word(marks[nextMark]!));
    const score = inside.size * 1_000 + Math.min(nextMark - firstMark, 999);
    if (score > bestScore) [best, bestScore] = [{ start: line.start, end, first: first + 1, last: last + 1 }, score];
  }
  return {
    start: best.start,
    end: best.end,
    text: text.slice(best.start, best.end),
    lines: [best.first, best.last],
    highlights: marks
      .filter(({ start, end }) => start >= best.start && end <= best.end)
      .map(({ start, end }) => ({ start: start - best.start, end: end - best.start })),
  };
}

function linesOf(text: string) {
  const lines: { start: number; end: number; first: number; last: number }[] = [];
  for (let start = 0; ;) {
    const newline = text.indexOf('\n', start);
    const number = lines.length + 1;
    lines.push({ start, end: newline < 0 ? text.length : newline, first: number, last: number });
    if (newline < 0) return lines;
    start = newline + 1;
  }
}

const remember = (counts: Map<string, number>, word: string) => counts.set(word, (counts.get(word) ?? 0) + 1);

function forget(counts: Map<string, number>, word: string): void {
  const left = (counts.get(word) ?? 0) - 1;
  if (left > 0) counts.set(word, left);
  else counts.delete(word);
}
