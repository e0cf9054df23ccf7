import { Injectable } from '@nestjs/common';
import { SkeinError, type Category, type Position } from '@skein/contracts';
import { Log } from '@skein/platform';
import { cursorsChannel, Database, parseMovedCursors, readAllCursors, type Listener } from '@skein/postgres';
import { checkPosition } from '@skein/service';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreConfig } from '../app.config.ts';

/** What every read may ask for: see `ReadAfter` in the contracts. */
export interface ReadAfterQuery {
  minPosition?: string | undefined;
  waitMs?: number | undefined;
}

interface Waiter extends Position {
  reached(): void;
}

type OnMoved = (positions: readonly Position[]) => void;

/** How far the store is, whichever instance writes it: Postgres tells of every commit, nobody polls. */
@Injectable()
export class StoreProgress {
  readonly #seqs = new Map<string, Position>();
  readonly #listeners = new Set<OnMoved>();
  readonly #waiters = new Set<Waiter>();
  readonly #stopped = new AbortController();
  #listener: Listener | undefined;
  /** Called when the connection to the database was away and is back. */
  onReconnect: () => void = () => undefined;
  /** What was told while the cursors are being read. */
  #told: Position[] | undefined;

  constructor(
    private readonly database: Database,
    private readonly config: EventStoreConfig,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    this.#listener = await this.database.listen(cursorsChannel, {
      onNotify: (payload) => this.#moved(parseMovedCursors(payload)),
      onReconnect: () => {
        this.onReconnect();
        void this.#readAgain();
      },
      onTrouble: (err) => this.log.warn('not told of commits; connecting again', { err }),
    });
    await this.#readAll();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#listener?.stop();
  }

  /** Resolves when the store has `minPosition`; rejects with `read.position-not-reached` after `waitMs`, with `request.invalid` at once. */
  async reach({ minPosition, waitMs = 5_000 }: ReadAfterQuery): Promise<void> {
    if (minPosition === undefined) return;
    const wanted = checkPosition(minPosition, this.config.PARTITIONS);
    if (this.seqOf(wanted.category, wanted.partition) >= wanted.seq) return;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter = { ...wanted, reached: () => resolve(true) };
    this.#waiters.add(waiter);
    const timer = setTimeout(() => resolve(false), waitMs);
    const reached = await promise;
    clearTimeout(timer);
    this.#waiters.delete(waiter);
    if (!reached) throw this.#notReached(minPosition, wanted, waitMs);
  }

  /** The newest stored seq of every partition of these categories. */
  positions(of: readonly Category[]): Position[] {
    return [...this.#seqs.values()].filter(({ category }) => of.includes(category));
  }

  seqOf(category: Category, partition: number): number {
    return this.#seqs.get(`${category}:${partition}`)?.seq ?? 0;
  }

  /** Calls back with the partitions that have moved, until the returned function is called. */
  onMoved(listener: OnMoved): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #moved(positions: readonly Position[]): void {
    this.#told?.push(...positions);
    this.#raise(positions);
    this.#tell(positions);
  }

  #raise(positions: readonly Position[]): void {
    for (const position of positions) {
      if (position.seq >= this.seqOf(position.category, position.partition)) this.#set(position);
    }
  }

  #set(position: Position): void {
    this.#seqs.set(`${position.category}:${position.partition}`, position);
  }

  #tell(positions: readonly Position[]): void {
    for (const waiter of this.#waiters) if (this.seqOf(waiter.category, waiter.partition) >= waiter.seq) waiter.reached();
    for (const listener of this.#listeners) listener(positions);
  }

  #notReached(minPosition: string, { category, partition }: Position, waitMs: number): SkeinError {
    const stored = `${category}:${partition}:${this.seqOf(category, partition)}`;
    const text = `The store is at ${stored} and has not reached ${minPosition} within ${waitMs} ms. Ask again in a moment.`;
    return new SkeinError('read.position-not-reached', text, { stored });
  }

  /** Takes the positions as they are, and be they lower than before: the database may have been restored. */
  async #readAll(): Promise<void> {
    const told: Position[] = [];
    this.#told = told;
    const cursors = await readAllCursors(this.database);
    if (this.#told !== told) return; // somebody else reads, later than this
    this.#told = undefined;
    this.#seqs.clear();
    for (const { category, partition, cursor } of cursors) this.#set({ category, partition, seq: cursor.seq });
    this.#raise(told);
    this.#tell([...this.#seqs.values()]);
  }

  /** What was told while the connection was away is read, for as long as it takes. */
  async #readAgain(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        return await this.#readAll();
      } catch (err) {
        this.log.warn('the cursors could not be read; tried again', { err });
        await pause(1_000, undefined, { signal }).catch(() => undefined); // stopped
      }
    }
  }
}
