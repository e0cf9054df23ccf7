/** What one query may hold: nobody types more, and programs send what they have pasted as words. */
export const queryLimits = {
  /** Of the whole query, in UTF-16 units. */
  length: 10_000,
  phrases: 20,
  patterns: 5,
  /** Of one pattern, in UTF-16 units. */
  patternLength: 500,
  conditions: 20,
} as const;
