import type { Range, Unit } from './unit.ts';

/** What is too large for one chunk, in parts. */
export const numbered = (unit: Unit, pieces: readonly Range[]): Unit[] =>
  pieces.map((piece, index) => ({ ...unit, ...piece, part: { number: index + 1, of: pieces.length } }));
