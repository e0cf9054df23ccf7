let last = { ms: 0, text: new Date(0).toISOString() };

/** Milliseconds since 1970 as ISO 8601 in UTC. */
export function instant(ms: number): string {
  // Leases that are taken together end together.
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString() };
  return last.text;
}
