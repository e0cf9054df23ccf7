import type { Principal } from '@skein/contracts';
import type { KeyLookup } from './key-lookup.ts';

/** How long a known key is believed without asking again: what a revocation may take. */
const KNOWN_MS = 10_000;
/** How long an unknown key is refused without asking again: keeps a guessing caller away from the database. */
const UNKNOWN_MS = 1_000;
const MAX_ENTRIES = 10_000;

interface Entry {
  principal: Promise<Principal | undefined>;
  /** Infinity while the question is under way, so that a burst of requests asks once. */
  until: number;
}

/** Remembers answers of a {@link KeyLookup} for a short time. Failures are not remembered. */
export class KeyCache implements KeyLookup {
  readonly #lookup: KeyLookup;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(lookup: KeyLookup, now: () => number = Date.now) {
    this.#lookup = lookup;
    this.#now = now;
  }

  findByHash(hash: string): Promise<Principal | undefined> {
    const known = this.#entries.get(hash);
    if (known && known.until > this.#now()) return known.principal;
    const entry: Entry = { principal: this.#lookup.findByHash(hash), until: Infinity };
    this.#remember(hash, entry);
    entry.principal.then(
      (principal) => (entry.until = this.#now() + (principal ? KNOWN_MS : UNKNOWN_MS)),
      () => this.#entries.delete(hash),
    );
    return entry.principal;
  }

  #remember(hash: string, entry: Entry): void {
    this.#entries.delete(hash);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= MAX_ENTRIES && !oldest.done) this.#entries.delete(oldest.value);
    this.#entries.set(hash, entry);
  }
}
