import { numbered } from '../syntax/numbered.ts';
import { linesOf } from '../syntax/pieces.ts';
import type { Unit } from '../syntax/unit.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.+?)[ \t#]*$/;

/** Markdown at its headings; a section is named by the headings above it, and a long one is cut at lines. */
export function markdownUnits(text: string, max: number): Unit[] {
  const units: Unit[] = [];
  const path: string[] = [];
  let section: Unit = { kind: 'section', start: 0, end: 0 };
  let fence: string | undefined;
  const close = (end: number) => {
    const pieces = linesOf({ start: section.start, end }, max, text);
    units.push(...(pieces.length > 1 ? numbered(section, pieces) : [{ ...section, end }]));
  };
  for (const { at, line } of linesWithPlaces(text)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && (fence === undefined || mark.startsWith(fence))) fence = fence === undefined ? mark : undefined;
    const heading = fence === undefined && line.length < 1_000 ? HEADING.exec(line) : null;
    if (!heading) continue;
    close(at);
    path.length = Math.min(path.length, heading[1]!.length - 1);
    path.push(heading[2]!);
    section = { kind: 'section', start: at, end: at, symbol: path.join(' > ') };
  }
  close(text.length);
  return units;
}

function* linesWithPlaces(text: string) {
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    yield { at, line: text.slice(at, Math.min(end, at + 1_001)) };
    at = end + 1;
  }
}
