import { linesOf } from '../syntax/pieces.ts';
import type { Unit } from '../syntax/unit.ts';

/** Plain text at its blank lines, paragraphs joined as far as they fit; what is too large at its lines, then anywhere. */
export function textUnits(text: string, max: number): Unit[] {
  const units: Unit[] = [];
  for (const { start, end } of paragraphs(text)) {
    const last = units.at(-1);
    if (last && end - last.start <= max) last.end = end;
    else for (const range of linesOf({ start, end }, max, text)) units.push({ kind: 'text', ...range });
  }
  return units;
}

function* paragraphs(text: string) {
  let start = 0;
  for (const { index, 0: gap } of text.matchAll(/\n(?:[^\S\n]*\n)+/g)) {
    yield { start, end: index };
    start = index + gap.length;
  }
  yield { start, end: text.length };
}
