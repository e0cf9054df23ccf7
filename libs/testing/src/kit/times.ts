/** The moment at which `given` facts happen and commands are decided, unless a test says otherwise: milliseconds since 1970. */
export const NOON = Date.parse('2026-01-15T12:00:00.000Z');

/** ISO 8601 of a moment `ms` after {@link NOON}. */
export const after = (ms: number): string => new Date(NOON + ms).toISOString();
