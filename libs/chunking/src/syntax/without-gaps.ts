import { linesOf } from './pieces.ts';
import type { Unit } from './unit.ts';

const NOTHING = /^[\s)\]};,]*$/;

/** Adds what stands between units and means anything: what the parser could not read is found as well. */
export function withoutGaps(units: readonly Unit[], text: string, max: number): Unit[] {
  const result: Unit[] = [];
  let at = 0;
  const fill = (end: number) => {
    if (end > at && !NOTHING.test(text.slice(at, end)))
      for (const range of linesOf({ start: at, end }, max, text)) result.push({ kind: 'code', ...range });
  };
  for (const unit of units) {
    fill(unit.start);
    result.push(unit);
    at = unit.end;
  }
  fill(text.length);
  return result;
}
