import { parsePosition, positionToken, type Category, type Position } from '@skein/contracts';

const STREAMS_KEPT = 10_000;

/** The newest position that this client has seen of each stream, so that its reads never show less than it knows. */
export class SeenPositions {
  // Nothing is ever deleted from a map, see docs/decisions/0028: the older one goes as a whole when the newer one is full.
  #recent = new Map<string, Position>();
  #older = new Map<string, Position>();
  readonly #written = new Map<Category, Position>();

  /** `written`: the client's own command is at that position; listings then contain it too. */
  note(stream: string, token: string | undefined, how: 'read' | 'written' = 'read'): void {
    if (token === undefined) return;
    const position = parsePosition(token);
    const key = `${position.category}/${stream}`;
    const before = this.#of(key);
    this.#recent.set(key, before && before.seq > position.seq ? before : position);
    if (this.#recent.size === STREAMS_KEPT) [this.#older, this.#recent] = [this.#recent, new Map()];
    if (how === 'written') this.#written.set(position.category, position);
  }

  /** `minPosition` for a read of one stream. */
  ofStream(category: Category, stream: string): string | undefined {
    return tokenOf(this.#of(`${category}/${stream}`));
  }

  /** `minPosition` for a listing: it has room for one position, which is that of the last write. */
  ofCategory(category: Category): string | undefined {
    return tokenOf(this.#written.get(category));
  }

  #of(key: string): Position | undefined {
    return this.#recent.get(key) ?? this.#older.get(key);
  }
}

const tokenOf = (position: Position | undefined) => (position ? positionToken(position) : undefined);
