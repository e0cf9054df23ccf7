/** The same fields without those that are `undefined`: what a JSON round trip would leave. */
export function plain<T extends object>(fields: T): T {
  for (const key in fields) if (fields[key] === undefined) return defined(fields);
  return fields;
}

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
