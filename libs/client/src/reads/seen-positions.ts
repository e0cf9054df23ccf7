import { parsePosition, positionToken, type Category, type Position } from '@skein/contracts';

const STREAMS_KEPT = 10_000;

/** The newest position that this client has seen of each stream, so that its reads never show less than it knows. */
export class SeenPositions {
  readonly #streams = new Map<string, Position>();
  readonly #written = new Map<Category, Position>();

  /** `written`: the client's own command is at that position; listings then contain it too. */
  note(stream: string, token: string | undefined, how: 'read' | 'written' = 'read'): void {
    if (token === undefined) return;
    const position = parsePosition(token);
    const key = `${position.category}/${stream}`;
    const before = this.#streams.get(key);
    this.#streams.delete(key); // again at the end: the map's order is the order of use
    this.#streams.set(key, before && before.seq > position.seq ? before : position);
    if (this.#streams.size > STREAMS_KEPT) this.#streams.delete(this.#streams.keys().next().value!);
    if (how === 'written') this.#written.set(position.category, position);
  }

  /** `minPosition` for a read of one stream. */
  ofStream(category: Category, stream: string): string | undefined {
    return tokenOf(this.#streams.get(`${category}/${stream}`));
  }

  /** `minPosition` for a listing: it has room for one position, which is that of the last write. */
  ofCategory(category: Category): string | undefined {
    return tokenOf(this.#written.get(category));
  }
}

const tokenOf = (position: Position | undefined) => (position ? positionToken(position) : undefined);
