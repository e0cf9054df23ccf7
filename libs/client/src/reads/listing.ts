import type { Page } from '@skein/contracts';

/** Reads the page that begins at `cursor`, or the first one. */
export type ReadPage<T> = (cursor: string | undefined) => Promise<Page<T>>;

/** A list that is read page by page as it is walked: `for await (const item of listing)`. */
export class Listing<T> implements AsyncIterable<T> {
  readonly #read: ReadPage<T>;

  constructor(read: ReadPage<T>) {
    this.#read = read;
  }

  /** One page; `cursor` is the `next` of the page before. */
  page(cursor?: string): Promise<Page<T>> {
    return this.#read(cursor);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.#read(cursor);
      yield* page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  /** All of it, or the first `limit` items. */
  async toArray(limit = Infinity): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this) {
      if (items.length >= limit) break;
      items.push(item);
    }
    return items;
  }
}
