/** The same fields without those that are `undefined`: what a JSON round trip would leave. */
export function plain<T extends object>(fields: T): T {
  for (const key in fields) if (fields[key] === undefined) return defined(fields);
  return fields;
}

// With a loop: entries of entries cost ten times as much, for each event that is folded.
function defined<T extends object>(fields: T): T {
  const made = {} as T;
  for (const key in fields) if (fields[key] !== undefined) made[key] = fields[key];
  return made;
}
