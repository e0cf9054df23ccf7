import { SkeinError, type SearchFilter } from '@skein/contracts';
import type { Filter, PayloadValue, Range, Tests } from '@skein/vector-index';
import { indexSchema } from '../points/index-schema.ts';
import { belowAny, labelledAny, plainPath } from './filter-tests.ts';

export interface AskedFilter {
  filter: Filter;
  /** What a filter cannot say. */
  tests: Tests;
}

const times: ReadonlySet<string> = new Set(['updatedAt', 'createdAt']);

/** The index's filter of what a caller asked for. Throws `search.filter-invalid` for keys and values that cannot be filtered by. */
export function filterOf(asked: SearchFilter = {}): AskedFilter {
  const equals: Record<string, PayloadValue | PayloadValue[]> = {};
  const range: Record<string, Range> = {};
  const prefix: Record<string, string> = {};
  const tests: Record<string, Tests[string]> = {};
  for (const [key, value] of Object.entries(asked)) {
    const kind = Object.hasOwn(indexSchema.keys, key) ? indexSchema.keys[key] : undefined;
    if (kind === undefined) throw unknownKey(key);
    if (typeof value === 'object' && !Array.isArray(value)) range[key] = rangeOf(key, value);
    else if (kind === 'path') {
      const folders = [value].flat().map((one) => pathOf(key, one));
      if (folders.length === 1) prefix[key] = folders[0]!;
      else tests[key] = belowAny(folders);
    } else if (key === 'label') tests[key] = labelledAny([value].flat().map(String));
    else equals[key] = Array.isArray(value) ? value.map((one) => valueOf(key, one)) : valueOf(key, value);
  }
  return { filter: { equals, range, prefix }, tests };
}

function pathOf(key: string, value: PayloadValue): string {
  const path = plainPath(String(value));
  if (path === '') throw invalid(key, `"${value}" is no file or folder: leave "${key}" out to have all.`);
  return path;
}

function valueOf(key: string, value: PayloadValue): PayloadValue {
  if (indexSchema.keys[key] !== 'number') return String(value);
  const number = typeof value === 'string' && times.has(key) ? Date.parse(value) : value === '' ? NaN : Number(value);
  if (Number.isFinite(number)) return number;
  throw invalid(key, `"${value}" is no ${times.has(key) ? 'time, such as 2026-01-31T12:00:00Z' : 'number'}, as "${key}" needs.`);
}

function rangeOf(key: string, bounds: Readonly<Record<string, string | number | undefined>>): Range {
  if (indexSchema.keys[key] !== 'number') throw invalid(key, `"${key}" has no range: give a value, or a list of values.`);
  const given = Object.entries(bounds).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, bound]) => [name, typeof bound === 'string' ? Date.parse(bound) : bound]));
}

const unknownKey = (key: string) => invalid(key, `"${key}" cannot be filtered by. Use ${Object.keys(indexSchema.keys).join(', ')}.`);

const invalid = (key: string, message: string): SkeinError => new SkeinError('search.filter-invalid', message, { key });
