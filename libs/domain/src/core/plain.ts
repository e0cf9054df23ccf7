/** The same fields without those that are `undefined`: what a JSON round trip would leave. */
export function plain<T extends object>(fields: T): T {
  const values = Object.entries(fields);
  return values.some(([, value]) => value === undefined)
    ? (Object.fromEntries(values.filter(([, value]) => value !== undefined)) as T)
    : fields;
}
