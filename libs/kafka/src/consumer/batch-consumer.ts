import type { Consumer, ConsumerCrashEvent, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaLog } from '../client/kafka-options.ts';
import { brokerErrorOf, kafkaProblem } from '../client/kafka-problem.ts';
import { offsetOf } from '../client/offset.ts';
import type { SocketFence } from '../client/socket-fence.ts';
import { heartbeatMsOf, type ConsumeOptions } from './consume-options.ts';
import type { ConsumedBatch, TopicPartition } from './consumed-batch.ts';
import { Heart } from './heart.ts';
import { HeldPartitions, keyOfPlace, type HeldPartition } from './held-partitions.ts';
import { readMessage } from './read-message.ts';
import { StartFinder } from './start-finder.ts';

/** What `KafkaConnection.consume` hands to a consumer. */
export interface ConsumerParts {
  consumer: Consumer;
  fence: SocketFence;
  options: ConsumeOptions;
  brokers: readonly string[];
  log: KafkaLog;
  committedOrFirst(place: TopicPartition): Promise<number>;
  /** Whether a crash may be answered by a restart inside kafkajs; asked by its retry option. */
  mayRestart: { value: boolean };
}

const STOP_WITHIN_MS = 5_000;

/** A member of a consumer group that delivers batches, seeks before it fetches, and commits only what it is told to. */
export class BatchConsumer {
  readonly #parts: ConsumerParts;
  readonly #held = new HeldPartitions();
  readonly #starts: StartFinder;
  readonly #joined = Promise.withResolvers<void>();
  readonly #heart: Heart;
  readonly #running = new Map<string, Promise<void>>();
  #memberId: string | undefined;
  #stopping: Promise<void> | undefined;

  /** Made by `KafkaConnection.consume`, which starts it. */
  constructor(parts: ConsumerParts) {
    this.#parts = parts;
    // The runner meets the same error after the handlers; they are told at once, so that the group need not wait for them.
    this.#heart = new Heart(heartbeatMsOf(parts.options), (error) => this.#held.interrupt(`no heartbeat: ${String(error)}`));
    this.#starts = new StartFinder(parts, (held, offset) => this.#seek(held, offset));
  }

  async start(): Promise<void> {
    const { consumer, options } = this.#parts;
    consumer.on(consumer.events.GROUP_JOIN, (event) => this.#onJoin(event));
    consumer.on(consumer.events.CRASH, (event) => this.#onCrash(event));
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 64,
      eachBatch: (payload) => this.#onBatch(payload),
    });
    await this.#joined.promise;
  }

  assigned(): TopicPartition[] {
    return this.#held.all().map(({ topic, partition }) => ({ topic, partition }));
  }

  /** No batches of these partitions until `resume`; what is in a handler already goes on. Unassigned ones are passed over. */
  pause(places: readonly TopicPartition[]): void {
    for (const held of this.#heldOf(places)) {
      held.paused = true;
      this.#applyPause(held);
    }
  }

  resume(places: readonly TopicPartition[]): void {
    for (const held of this.#heldOf(places)) {
      held.paused = false;
      this.#applyPause(held);
    }
  }

  /** The next batch of the partition begins at `offset` or later. Answers `false` when the partition is not assigned. */
  seek(place: TopicPartition, offset: number): boolean {
    const held = this.#held.get(place);
    if (held) this.#seek(held, offset);
    return held !== undefined;
  }

  /**
   * Commits for the assigned ones among `offsets`: `offset` is the next one to read after a restart. Answers `false` when the group did not
   * take it (it rebalances, or the partition is gone): the records come again, here or elsewhere.
   */
  async commit(offsets: readonly (TopicPartition & { offset: number })[]): Promise<boolean> {
    const own = offsets.filter((place) => this.#held.get(place));
    if (own.length === 0 || this.#stopping) return false;
    try {
      await this.#parts.consumer.commitOffsets(own.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })));
      return own.length === offsets.length;
    } catch (error) {
      this.#parts.log('info', 'offsets were not committed', { why: String(error), brokerError: brokerErrorOf(error) });
      return false;
    }
  }

  /** Leaves the group, so that others take over at once, and ends all sockets, after at most 5 s. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.#parts.mayRestart.value = false;
    this.#held.interrupt('the consumer stops');
    const late = new AbortController();
    const left = this.#parts.consumer.disconnect().catch((error: unknown) => {
      this.#parts.log('info', 'the group was not left in order', { why: String(error) });
    });
    await Promise.race([left, pause(STOP_WITHIN_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    this.#parts.fence.cut('the consumer was stopped');
    this.#loseAll();
  }

  #onJoin({ payload }: ConsumerGroupJoinEvent): void {
    const assigned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    // Another member id means that the group had given this member up: its partitions may have been elsewhere.
    const change = this.#held.assign(assigned, payload.memberId === this.#memberId);
    this.#memberId = payload.memberId;
    for (const held of this.#held.all()) {
      // kafkajs goes back to the committed offset at every rebalance, for kept partitions too.
      if (held.position !== undefined) this.#seek(held, held.position);
      else {
        this.#applyPause(held);
      }
    }
    this.#tell(change);
    for (const place of change.added) this.#starts.find(this.#held.get(place));
    this.#joined.resolve();
  }

  #onCrash({ payload: { error, restart } }: ConsumerCrashEvent): void {
    this.#loseAll();
    if (restart || this.#stopping) return;
    this.#parts.fence.cut('the consumer has crashed');
    const problem = kafkaProblem(error, `serve the consumer group ${this.#parts.options.groupId}`, this.#parts.brokers);
    this.#joined.reject(problem);
    this.#parts.options.onCrash(problem);
  }

  #loseAll(): void {
    const change = this.#held.assign([], false);
    this.#memberId = undefined;
    if (change.lost.length > 0) this.#tell(change);
  }

  #tell(change: Parameters<NonNullable<ConsumeOptions['onAssignment']>>[0]): void {
    try {
      this.#parts.options.onAssignment?.(change);
    } catch (error) {
      this.#parts.log('error', 'onAssignment failed', { error: String(error), stack: error instanceof Error ? error.stack : '' });
    }
  }

  #seek(held: HeldPartition, offset: number): void {
    held.position = offset;
    this.#parts.consumer.seek({ topic: held.topic, partition: held.partition, offset: String(offset) });
    this.#applyPause(held);
  }

  #applyPause(held: HeldPartition): void {
    const places = [{ topic: held.topic, partitions: [held.partition] }];
    if (held.paused || held.position === undefined) this.#parts.consumer.pause(places);
    else this.#parts.consumer.resume(places);
  }

  #heldOf(places: readonly TopicPartition[]): HeldPartition[] {
    return places.map((place) => this.#held.get(place)).filter((held) => held !== undefined);
  }

  /** What kafkajs calls. Never rejects for a fault of the handler: a TypeError there would end the consumer for good. */
  async #onBatch(payload: EachBatchPayload): Promise<void> {
    const key = keyOfPlace(payload.batch);
    // A rebalance does not wait for every handler; the one of the assignment before must end first.
    await this.#running.get(key);
    const running = this.#deliver(payload);
    this.#running.set(key, running);
    await running;
    if (this.#running.get(key) === running) this.#running.delete(key);
  }

  async #deliver({ batch, heartbeat, resolveOffset, isStale }: EachBatchPayload): Promise<void> {
    const held = this.#held.get(batch);
    if (!held || held.position === undefined || held.paused || isStale() || this.#stopping) return;
    const start = held.position;
    const records = batch.messages.map(readMessage).filter(({ offset }) => offset >= start);
    if (records.length > 0) {
      const { topic, partition } = held;
      if (held.handling.signal.aborted) held.handling = new AbortController();
      const signal = held.handling.signal;
      const done = await this.#heart.during(heartbeat, () =>
        this.#handle({ topic, partition, records, highWatermark: offsetOf(batch.highWatermark), signal }),
      );
      if (!done) return;
    }
    if (held.position !== start || this.#held.get(held) !== held) return; // sought elsewhere, or lost, in the meantime
    held.position = Math.max(start, offsetOf(batch.lastOffset()) + 1);
    resolveOffset(batch.lastOffset());
  }

  /** Answers whether the handler has taken the batch; gives up only when the batch's signal is aborted. */
  async #handle(batch: ConsumedBatch): Promise<boolean> {
    for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
      try {
        await this.#parts.options.onBatch(batch);
        return true;
      } catch (error) {
        if (batch.signal.aborted) return false;
        const { topic, partition } = batch;
        const stack = error instanceof Error ? error.stack : '';
        this.#parts.log('error', 'a batch failed and comes again', { topic, partition, wait, error: String(error), stack });
      }
      await pause(wait, undefined, { signal: batch.signal }).catch(() => undefined);
      if (batch.signal.aborted) return false;
    }
  }
}
