import type { ChunkPlace } from '../storage/chunk.ts';
import type { LiveIndex } from './live-index.ts';

const [FIRST_REST_MS, LONGEST_REST_MS] = [500, 30_000];

/** Brings a shared index what was committed without it: while its server was away, or by a process that was killed before it could tell. */
export class CatchingUp {
  #timer: NodeJS.Timeout | undefined;
  #restMs = FIRST_REST_MS;
  #stopped = false;

  constructor(private readonly index: Pick<LiveIndex, 'put' | 'delete' | 'points'>) {}

  async catchUp(): Promise<void> {
    const { changes } = this.index.points;
    for (const { seq, ids, ...place } of await changes.unsettled()) {
      await this.#renew(place, ids);
      await changes.settle(seq);
    }
  }

  /** Tries it again and again, further and further apart. */
  soon(): void {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => void this.#try(), this.#restMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #try(): Promise<void> {
    this.#timer = undefined;
    try {
      await this.catchUp();
      this.#restMs = FIRST_REST_MS;
    } catch {
      // Whoever writes or searches is told that the server is away; here it is only tried again.
      this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2);
      this.soon();
    }
  }

  /** Until the tables say the same before and after: whoever changes them meanwhile tells the index by himself, and maybe before this does. */
  async #renew(place: ChunkPlace, ids: readonly string[]): Promise<void> {
    for (let known = ''; ;) {
      const points = await this.index.points.byIds(place, ids);
      const said = JSON.stringify(points.map(({ id, payload, data }) => [id, payload, data.toString('base64')]).sort());
      if (said === known) return;
      known = said;
      const there = new Set(points.map(({ id }) => id));
      const gone = ids.filter((id) => !there.has(id));
      if (points.length > 0) await this.index.put(points);
      if (gone.length > 0) await this.index.delete(place, gone);
    }
  }
}
