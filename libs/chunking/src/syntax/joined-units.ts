import type { Unit } from './unit.ts';

/**
 * Joins what means little alone: package, imports and leading comments; statements and values in a row; the head of a class and its
 * fields. Functions, methods and types stay by themselves.
 */
export function joinedUnits(units: readonly Unit[], max: number): Unit[] {
  const result: Unit[] = [];
  for (const unit of units) {
    const last = result.at(-1);
    if (last && belongTogether(last, unit) && unit.end - last.start <= max) join(last, unit);
    else result.push({ ...unit });
  }
  return result;
}

function belongTogether(one: Unit, next: Unit): boolean {
  if (one.part || next.part) return false;
  if (one.kind === 'module') return next.kind === 'module';
  return next.kind === 'code' && (one.kind === 'code' || one.isHead === true);
}

function join(one: Unit, next: Unit): void {
  one.end = next.end;
  if (next.imports) one.imports = [...(one.imports ?? []), ...next.imports];
  if (one.kind === 'module') one.doc ??= next.doc;
  if (one.symbol !== undefined || next.symbol === undefined) return;
  one.symbol = next.symbol;
  if (next.doc) one.doc = next.doc;
}
