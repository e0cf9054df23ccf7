import { SkeinError, type SearchFilter } from '@skein/contracts';
import type { Filter, PayloadValue, Range } from '@skein/vector-index';
import { indexSchema } from '../points/index-schema.ts';

/** The index's filter of what a caller asked for. Throws `search.filter-invalid` for keys that cannot be filtered by. */
export function filterOf(asked: SearchFilter = {}): Filter {
  const equals: Record<string, PayloadValue | PayloadValue[]> = {};
  const range: Record<string, Range> = {};
  const prefix: Record<string, string> = {};
  for (const [key, value] of Object.entries(asked)) {
    const kind = Object.hasOwn(indexSchema.keys, key) ? indexSchema.keys[key] : undefined;
    if (kind === undefined) throw unknownKey(key);
    if (typeof value === 'object' && !Array.isArray(value)) range[key] = rangeOf(key, value);
    else if (kind === 'path' && typeof value === 'string') prefix[key] = value;
    else equals[key] = Array.isArray(value) ? value.map((one) => valueOf(kind, one)) : valueOf(kind, value);
  }
  return { equals, range, prefix };
}

const valueOf = (kind: string, value: PayloadValue): PayloadValue =>
  kind === 'number' && typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? Date.parse(value) : value;

function rangeOf(key: string, bounds: Readonly<Record<string, string | number | undefined>>): Range {
  if (indexSchema.keys[key] !== 'number') {
    throw new SkeinError('search.filter-invalid', `"${key}" has no range: give a value, or a list of values.`, { key });
  }
  const given = Object.entries(bounds).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, bound]) => [name, typeof bound === 'string' ? Date.parse(bound) : bound]));
}

const unknownKey = (key: string): SkeinError =>
  new SkeinError('search.filter-invalid', `"${key}" cannot be filtered by. Use ${Object.keys(indexSchema.keys).join(', ')}.`, { key });
