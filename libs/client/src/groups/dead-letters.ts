import type { DeadLetterDetail, DeadLetterRetry, DeadLettersQuery, DeadLetterView, Page } from '@skein/contracts';
import { path, type Query } from '../http/query.ts';
import { Listing } from '../reads/listing.ts';
import type { Reader } from '../reads/reader.ts';

/** Commands that were set aside, of all tenants; for keys with the scope `admin`. */
export class DeadLetters {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Newest first. */
  list(query: Omit<DeadLettersQuery, 'cursor' | 'open'> & { open?: boolean } = {}): Listing<DeadLetterView> {
    const { open, ...rest } = query;
    const asked = { ...rest, ...(open === undefined ? {} : { open: String(open) }) };
    return new Listing((cursor) => this.#reader.get<Page<DeadLetterView>>('/v1/dead-letters', { ...asked, cursor } as Query));
  }

  /** With the command as it came. Throws `command.letter-unknown`. */
  get(id: number): Promise<DeadLetterDetail> {
    return this.#reader.get<DeadLetterDetail>(path`/v1/dead-letters/${String(id)}`);
  }

  /**
   * Sends its command again, in the name of this key: with its id when it has no outcome yet, else with one that follows from it, so that doing
   * this twice does it once. Throws `command.letter-unusable`, and what is still wrong with the command.
   */
  retry(id: number): Promise<DeadLetterRetry> {
    return this.#reader.ask<DeadLetterRetry>(path`/v1/dead-letters/${String(id)}/retry`, {});
  }
}
