import { joinedUnits } from './joined-units.ts';
import { numbered } from './numbered.ts';
import { linesOf } from './pieces.ts';
import type { Unit } from './unit.ts';
import { withoutGaps } from './without-gaps.ts';

/** Units that hold everything, each as large as a chunk may be: heads with long comments are cut at lines. */
export const cut = (units: readonly Unit[], text: string, max: number): Unit[] =>
  joinedUnits(withoutGaps(units, text, max), max).flatMap((unit) =>
    unit.end - unit.start <= max ? unit : numbered(unit, linesOf(unit, max, text)),
  );
