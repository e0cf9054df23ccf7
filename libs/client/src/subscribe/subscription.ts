import { eventsTopic, SkeinError } from '@skein/contracts';
import { Backoff } from '../http/backoff.ts';
import { readHistory } from './read-history.ts';
import { PartitionReader, PositionWentBack } from './partition-reader.ts';
import type { SubscribeOptions, SubscriptionTrouble } from './subscribe-options.ts';
import { hasReached, startOf, type SubscriberPosition } from './subscriber-position.ts';
import { topicStarts } from './topic-starts.ts';
import type { TopicBatch } from './topic-source.ts';

// A page of history is held by the store for each; more would only make it slower for others.
const HISTORY_LANES = 4;

/** A running subscription; see `subscribe`. */
export class Subscription implements AsyncDisposable {
  readonly #options: SubscribeOptions;
  readonly #topic: string;
  readonly #readers = new Map<number, PartitionReader>();
  readonly #stop = new AbortController();
  readonly #behind = new Set<number>();
  readonly #running: Promise<void>;
  readonly #waiting = new Set<() => void>();
  #caughtUp = false;

  constructor(options: SubscribeOptions) {
    this.#options = options;
    this.#topic = eventsTopic(options.category, options.topicPrefix);
    this.#running = this.#run();
  }

  /** Where it stands, partition by partition; empty before the first answer of Kafka. */
  get positions(): SubscriberPosition[] {
    return [...this.#readers.values()].map(({ position }) => position);
  }

  /** The partitions in which nothing goes on, and why. */
  get parked(): { partition: number; error: SkeinError }[] {
    return [...this.#readers].flatMap(([partition, { parked }]) => (parked ? [{ partition, error: parked }] : []));
  }

  /** Records that were no part of history. */
  get voids(): number {
    return [...this.#readers.values()].reduce((sum, reader) => sum + reader.voids, 0);
  }

  /** Whether everything that was in the topic at the beginning has been handled. */
  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  /** Waits until what a position token names has been handled; answers `false` when it was not within `waitMs`. */
  async reached(token: string, waitMs: number): Promise<boolean> {
    const reached = () => this.positions.some((position) => hasReached(position, token));
    if (reached() || waitMs <= 0) return reached();
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => reached() && resolve();
    const timer = setTimeout(resolve, waitMs);
    this.#waiting.add(check);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(check);
    return reached();
  }

  /** Resolves when no handler works any more. */
  async stop(): Promise<void> {
    this.#stop.abort(new SkeinError('service.not-ready', 'The subscription stops.'));
    await this.#running;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #run(): Promise<void> {
    const stop = this.#stop.signal;
    for (const backoff = new Backoff({ limitMs: 5_000 }); !stop.aborted; await backoff.pause(stop)) {
      let what: SubscriptionTrouble['what'] = 'position';
      try {
        await this.#begin();
        what = 'history';
        await this.#history();
        what = 'topic';
        await this.#follow(() => backoff.reset());
      } catch (error) {
        if (!stop.aborted) this.#trouble({ what, error: error instanceof Error ? error : new Error(String(error)) });
      }
    }
    await Promise.all([...this.#readers.values()].map((reader) => reader.idle()));
  }

  /** Finds the partitions, and where each of them is to be read from. */
  async #begin(): Promise<void> {
    const { category, partitions, from = 'start', kafka } = this.#options;
    const wanted = partitions ?? (await kafka.admin.offsets(this.#topic)).map(({ partition }) => partition);
    const load = typeof from === 'function' ? from : undefined;
    const given = typeof from === 'function' ? await from() : from === 'start' ? [] : from;
    const positionIn = (all: readonly SubscriberPosition[], partition: number) =>
      all.find((one) => one.category === category && one.partition === partition) ?? startOf(category, partition);
    for (const partition of wanted) {
      const reader = this.#readers.get(partition);
      if (reader && load) await reader.moveTo(positionIn(given, partition));
      if (reader) continue;
      const stored = load && (async () => positionIn(await load(), partition));
      this.#readers.set(partition, new PartitionReader(positionIn(given, partition), { ...this.#readerOptions, stored }));
      if (!this.#caughtUp) this.#behind.add(partition);
    }
  }

  get #readerOptions() {
    const { handler, batchSize = 1_000 } = this.#options;
    return { handler, batchSize, onTrouble: (trouble: SubscriptionTrouble) => this.#trouble(trouble), onMoved: () => this.#moved() };
  }

  async #history(): Promise<void> {
    const readers = this.#readers.values();
    const lane = async () => {
      for (const reader of readers) await readHistory(this.#options.client.log, reader, this.#stop.signal);
    };
    const lanes = await Promise.allSettled(Array.from({ length: HISTORY_LANES }, lane));
    for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  }

  /** Reads the topic until the subscription stops; throws when everything must begin again. */
  async #follow(begun: () => void): Promise<void> {
    const { kafka, client } = this.#options;
    const over = Promise.withResolvers<void>();
    const stop = this.#stop.signal;
    over.promise.catch(() => undefined); // thrown where it is awaited, unless the reader could not even be made
    const starts = await topicStarts(await kafka.admin.offsets(this.#topic), [...this.#readers.values()], client.log);
    const reader = await kafka.read({
      topic: this.#topic,
      partitions: starts.map(({ partition, offset }) => ({ partition, offset })),
      onRecords: (batch) => this.#onRecords(batch, over.reject),
      onCrash: over.reject,
    });
    begun();
    for (const { partition, atEnd } of starts) if (atEnd) this.#isAtEnd(partition);
    const end = () => over.resolve();
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
    await over.promise.finally(() => reader.stop());
    stop.removeEventListener('abort', end);
  }

  async #onRecords({ partition, records, highWatermark, signal }: TopicBatch, beginAgain: (why: unknown) => void): Promise<void> {
    const decoder = new TextDecoder();
    const read = records.map(({ offset, value }) => ({ offset, value: value && decoder.decode(value) }));
    const reader = this.#readers.get(partition);
    if (!reader || this.#stop.signal.aborted) return;
    try {
      await reader.take(read, AbortSignal.any([signal, this.#stop.signal]));
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (error instanceof PositionWentBack) return beginAgain(error);
      throw error; // the topic's reader has given the batch up
    }
    if (!reader.parked && read.at(-1)!.offset + 1 >= highWatermark) this.#isAtEnd(partition);
  }

  #isAtEnd(partition: number): void {
    this.#behind.delete(partition);
    if (this.#caughtUp || this.#behind.size > 0) return;
    this.#caughtUp = true;
    this.#options.onCaughtUp?.();
  }

  #moved(): void {
    for (const check of this.#waiting) check();
  }

  #trouble(trouble: SubscriptionTrouble): void {
    this.#options.onTrouble?.(trouble);
  }
}
