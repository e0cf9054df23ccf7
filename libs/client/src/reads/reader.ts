import type { Category } from '@skein/contracts';
import type { HttpDoor } from '../http/http-door.ts';
import type { Query } from '../http/query.ts';
import { retrying } from '../http/retrying.ts';
import type { SeenPositions } from './seen-positions.ts';

export interface ReadOptions {
  signal?: AbortSignal | undefined;
}

/** What a read must not be older than: one stream, or the last write in a category. */
export interface After {
  category: Category;
  stream?: string | undefined;
}

/** Reads are repeated while that may help, and ask for at least what this client has seen. */
export class Reader {
  readonly #door: HttpDoor;
  readonly #seen: SeenPositions | undefined;
  readonly #timeoutMs: number;

  /** Without `seen`, reads may be older than what the client has written. */
  constructor(door: HttpDoor, seen: SeenPositions | undefined, timeoutMs: number) {
    this.#door = door;
    this.#seen = seen;
    this.#timeoutMs = timeoutMs;
  }

  async get<T>(path: string, query: Query = {}, after?: After, { signal }: ReadOptions = {}): Promise<T> {
    const minPosition = query.minPosition ?? this.minPosition(after);
    return await retrying((timeoutMs) => this.#door.json<T>({ path, query: { ...query, minPosition }, timeoutMs, signal }), {
      timeoutMs: this.#timeoutMs,
      signal,
    });
  }

  /** For questions that need a body. They must change nothing: they are repeated like reads. */
  async ask<T>(path: string, body: object, { signal }: ReadOptions = {}): Promise<T> {
    const text = JSON.stringify(body);
    return await retrying((timeoutMs) => this.#door.json<T>({ method: 'POST', path, body: text, timeoutMs, signal }), {
      timeoutMs: this.#timeoutMs,
      signal,
    });
  }

  /** Removes what may be gone already. */
  async remove<T>(path: string, { signal }: ReadOptions = {}): Promise<T> {
    return await retrying((timeoutMs) => this.#door.json<T>({ method: 'DELETE', path, timeoutMs, signal }), {
      timeoutMs: this.#timeoutMs,
      signal,
    });
  }

  async bytes(path: string): Promise<Uint8Array> {
    return await retrying((timeoutMs) => this.#door.bytes({ path, timeoutMs }), { timeoutMs: this.#timeoutMs });
  }

  /** Stores bytes under a name that follows from them, so that doing it twice changes nothing. */
  async put(path: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    await retrying((timeoutMs) => this.#door.bytes({ method: 'PUT', path, body, timeoutMs }), { timeoutMs: this.#timeoutMs });
  }

  note(stream: string, position: string | undefined): void {
    this.#seen?.note(stream, position);
  }

  minPosition(after: After | undefined): string | undefined {
    if (!after) return undefined;
    return after.stream === undefined ? this.#seen?.ofCategory(after.category) : this.#seen?.ofStream(after.category, after.stream);
  }
}
