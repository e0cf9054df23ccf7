import { SkeinError } from '@skein/contracts';
import type { Filter } from '../port/filter.ts';
import type { IndexSchema } from '../port/index-adapter.ts';
import type { Payload } from '../port/point.ts';
import type { Tests } from '../port/query.ts';

const reserved: ReadonlySet<string> = new Set(['tenant', 'project']);
const NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/;

/** Throws `search.filter-invalid` for keys that cannot be filtered by, the reserved ones among them, and for ways that do not fit the key. */
export function checkFilter({ equals = {}, range = {}, prefix = {} }: Filter, { keys }: IndexSchema): void {
  for (const key of Object.keys(equals)) refuseUnless(Object.hasOwn(keys, key), key, keys);
  for (const key of Object.keys(range)) refuseUnless(Object.hasOwn(keys, key) && keys[key] === 'number', key, keys, 'by a range');
  for (const key of Object.keys(prefix)) refuseUnless(Object.hasOwn(keys, key) && keys[key] === 'path', key, keys, 'by a prefix');
}

/** Throws as {@link checkFilter}. */
export function checkTests(where: Tests, { keys }: IndexSchema): void {
  for (const key of Object.keys(where)) refuseUnless(Object.hasOwn(keys, key), key, keys, 'by a test');
}

function refuseUnless(holds: boolean, key: string, keys: IndexSchema['keys'], how = ''): void {
  if (holds && !reserved.has(key)) return;
  const known = Object.entries(keys).map(([name, kind]) => `${name} (${kind})`);
  throw new SkeinError('search.filter-invalid', `"${key}" cannot be filtered${how && ` ${how}`}. Use ${known.join(', ')}.`, { key });
}

/** Throws a `RangeError`: payloads come from the indexer itself, never from callers. */
export function checkPayloads(points: readonly { payload: Payload }[]): void {
  const checked = new Set<string>();
  for (const { payload } of points) {
    for (const key of Object.keys(payload)) {
      const value = payload[key];
      if (!checked.has(key)) checkKey(key);
      checked.add(key);
      if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${key} is not finite`);
    }
  }
}

function checkKey(key: string): void {
  if (reserved.has(key) || !NAME.test(key)) throw new RangeError(`"${key}" is no payload key`);
}
