import { SkeinError, type Page } from '@skein/contracts';

/** A paging cursor holds the place where the next page begins; it is opaque to callers. */
export const encodeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** Throws `read.cursor-invalid` for what {@link encodeCursor} has not made. */
export function decodeCursor<T>(cursor: string | undefined, isPlace: (value: unknown) => value is T): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (isPlace(place)) return place;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new SkeinError('read.cursor-invalid', 'The cursor is not one that a page before has given. Start again without a cursor.');
}

/** Makes a page of rows of which one more than `limit` was asked for. */
export function pageOfRows<T>(rows: readonly T[], limit: number, placeOf: (last: T) => unknown): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { next: encodeCursor(placeOf(last)) } : {}) };
}
