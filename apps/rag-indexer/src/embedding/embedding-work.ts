import { SkeinError } from '@skein/contracts';
import type { Log } from '@skein/platform';
import type { Database } from '@skein/postgres';
import type { Embedded } from '@skein/vector-index';
import { setTimeout as wait } from 'node:timers/promises';
import type { LiveIndex } from '../indexing/live-index.ts';
import type { ChunkPlace } from '../storage/chunk.ts';
import type { StoredPoint } from '../storage/points.repository.ts';
import { contentOfText, embeddable, sameSpec, spaceOf } from './embedding-space.ts';
import { keyOfPlace, type Embeddings } from './embeddings.ts';
import type { Turn } from './turn.ts';
import { FIRST, type Waiting } from './vectors.repository.ts';
import { WaitingIds } from './waiting-ids.ts';

const POINTS_AT_ONCE = 500;
/** What another process left behind is looked for now and then. */
const LOOK_AGAIN_MS = 600_000;
const [FIRST_REST_MS, LONGEST_REST_MS] = [1_000, 60_000];

interface Parts {
  database: Database;
  /** Absent: nothing is embedded. */
  embeddings: Embeddings | undefined;
  index: LiveIndex;
  log: Pick<Log, 'info' | 'warn'>;
  turn: Pick<Turn, 'isMine'>;
}

/** Embeds what is not embedded yet, behind everything else; and when all of a new kind is there, has the index switch to it. */
export class EmbeddingWork {
  readonly #stop = new AbortController();
  readonly #ids = new WaitingIds();
  #wake = Promise.withResolvers<void>();
  #running: Promise<void> = Promise.resolve();
  #all = true;
  #started = false;
  #trouble: string | undefined;

  constructor(private readonly parts: Parts) {}

  /** Why nothing is embedded at present; `undefined`: nothing is in the way. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  start(): void {
    const { embeddings } = this.parts;
    if (!embeddings) return;
    if (this.#started) return this.#lookAgain();
    this.#started = true;
    embeddings.onWaiting = (points) => this.#waiting(points);
    this.#running = this.#run(embeddings);
  }

  /** Wants all collections of a tenant to be embedded as is configured. Answers how many are not. */
  async renew(tenant: string): Promise<number> {
    const { embeddings } = this.parts;
    if (!embeddings) throw new SkeinError('request.invalid', 'No embedder is configured. Set EMBEDDER_URL for the rag-indexer first.');
    const wanted = await embeddings.pins.want(tenant, embeddings.spec);
    this.#lookAgain();
    return wanted;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the rag-indexer stops; embedding goes on when it starts'));
    this.#wake.resolve();
    await this.#running;
  }

  #lookAgain(): void {
    this.#all = true;
    this.#wake.resolve();
  }

  #waiting(points: readonly StoredPoint[]): void {
    this.#ids.add(points);
    this.#wake.resolve();
  }

  async #run(embeddings: Embeddings): Promise<void> {
    const { signal } = this.#stop;
    for (let rest = FIRST_REST_MS; !signal.aborted;) {
      this.#wake = Promise.withResolvers();
      try {
        await this.#turn(embeddings);
        this.#trouble = undefined;
        rest = FIRST_REST_MS;
        const timer = setTimeout(() => this.#lookAgain(), LOOK_AGAIN_MS).unref();
        await this.#wake.promise;
        clearTimeout(timer);
      } catch (err) {
        if (signal.aborted) return;
        this.#trouble = err instanceof SkeinError ? err.message : 'it failed; the log tells more';
        this.parts.log.warn('chunks could not be embedded, again in a moment', { err, restMs: rest });
        this.#all = true;
        await wait(rest, undefined, { signal, ref: false }).catch(() => undefined); // stopped: the loop sees it
        rest = Math.min(LONGEST_REST_MS, rest * 2);
      }
    }
  }

  /** What was written since the last one; or everything, when that is due. */
  async #turn(embeddings: Embeddings): Promise<void> {
    const { vectors, spec } = embeddings;
    const space = spaceOf(spec);
    const all = this.#all;
    this.#all = false; // and true again if it is asked for meanwhile
    if (all && (await this.parts.turn.isMine())) {
      this.#ids.clear();
      const made = new Set<string>();
      for (let after = FIRST; ;) {
        const page = await vectors.page(space, after, POINTS_AT_ONCE);
        for (const content of await this.#embed(embeddings, page, made)) made.add(content);
        const last = page.at(-1);
        if (!last || page.length < POINTS_AT_ONCE) break;
        after = [last.tenant, last.collection, last.id];
      }
      await this.#switch(embeddings);
      await vectors.sweep();
    }
    for (const [place, ids] of this.#ids.take(POINTS_AT_ONCE)) {
      this.#stop.signal.throwIfAborted();
      try {
        const some = await vectors.among(space, place, ids);
        await this.#embed(embeddings, some, new Set(some.map(({ content }) => content)));
      } catch (error) {
        this.#ids.add(ids.map((id) => ({ ...place, id })));
        throw error;
      }
    }
  }

  /** Embeds what is missing, and gives the index what it lacks. Answers what was embedded. */
  async #embed(embeddings: Embeddings, page: readonly Waiting[], lacking: ReadonlySet<string>): Promise<Set<string>> {
    const { index, database } = this.parts;
    const space = spaceOf(embeddings.spec);
    const all = new Set<string>();
    for (const [, points] of Map.groupBy(page, keyOfPlace)) {
      const { tenant, collection } = points[0]!;
      const place: ChunkPlace = { tenant, collection };
      const made = await this.#make(embeddings, place, points);
      for (const content of made.keys()) all.add(content);
      const isSearched = (await embeddings.searchedIn(place))?.space === space;
      const has = points.filter(({ content }) => isSearched && (lacking.has(content) || made.has(content))).map(({ id }) => id);
      const noted = await database.transaction(async (tx) => {
        if (made.size > 0) await embeddings.vectors.put(tx, { tenant, space }, made);
        return index.vectors.kind === 'embedded' ? undefined : index.points.changes.note(tx, place, has);
      });
      if (has.length > 0) await index.embedded(place, has, noted);
    }
    return all;
  }

  async #make({ vectors, embedder }: Embeddings, place: ChunkPlace, points: readonly Waiting[]): Promise<Map<string, Embedded>> {
    const missing = new Map(points.flatMap((point) => (point.missing ? [[point.content, point.id]] : [])));
    if (missing.size === 0) return new Map();
    const texts = new Map((await vectors.textsOf(place, [...missing.values()])).map(({ id, text }) => [id, text]));
    const asked = [...missing].flatMap(([content, id]) => {
      const text = embeddable(texts.get(id) ?? '');
      // Gone or changed meanwhile: what it has become is waited for by itself.
      return text === undefined || contentOfText(text) !== content ? [] : [{ content, text }];
    });
    const embedded = await embedder.documents(
      asked.map(({ text }) => text),
      this.#stop.signal,
    );
    return new Map(asked.map(({ content }, n) => [content, embedded[n]!]));
  }

  /** Not before all is there: more may be wanted since the beginning of the turn, and more may have been written. */
  async #switch({ pins, vectors, spec }: Embeddings): Promise<void> {
    const wanted = (await pins.all()).filter((pin) => !pin.searched && sameSpec(pin.spec, spec));
    if (wanted.length === 0) return;
    if (await vectors.lackAny(spaceOf(spec))) {
      setTimeout(() => this.#lookAgain(), FIRST_REST_MS).unref();
      return;
    }
    for (const [tenant, pinned] of Map.groupBy(wanted, (pin) => pin.tenant)) {
      const points = await this.parts.index.fill({ switching: true, tenant, signal: this.#stop.signal });
      this.parts.log.info('the index has new vectors', { tenant, collections: pinned.length, points, model: spec.model });
    }
  }
}
