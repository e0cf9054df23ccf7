import { MAX_PAGE, type Page } from '@skein/contracts';
import { Listing } from './listing.ts';

/** A listing of what has a version: pages follow each other by `from`. */
export function eventListing<T extends { version: number }>(
  read: (page: { from: number; limit: number }) => Promise<Page<T>>,
  { from = 1, limit = MAX_PAGE }: { from?: unknown; limit?: unknown },
): Listing<T> {
  return new Listing(async (cursor) => {
    const { items } = await read({ from: Number(cursor ?? from), limit: Number(limit) });
    const last = items.at(-1);
    return { items, ...(last && items.length >= Number(limit) ? { next: String(last.version + 1) } : {}) };
  });
}
