/** The value as Postgres takes it, whatever a source gives: without the character of number zero and halves of characters, in every text of it. */
export function storable<T>(value: T): T;
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return (value.includes('\0') ? value.replaceAll('\0', '') : value).toWellFormed();
  if (Array.isArray(value)) return value.map((one) => storable<unknown>(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storable(key), storable<unknown>(one)]));
}
