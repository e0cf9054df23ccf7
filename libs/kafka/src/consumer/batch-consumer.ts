import type { SkeinError } from '@skein/contracts';
import type { ConsumerGroupJoinEvent } from 'kafkajs';
import { brokerErrorOf } from '../client/kafka-problem.ts';
import { BatchDelivery } from './batch-delivery.ts';
import { heartbeatMsOf, type ConsumeOptions } from './consume-options.ts';
import type { AssignmentChange, TopicPartition } from './consumed-batch.ts';
import { GroupMember, type MemberParts } from './group-member.ts';
import { Heart } from './heart.ts';
import { HeldPartitions, type HeldPartition } from './held-partitions.ts';
import { StartFinder, type FindStart } from './start-finder.ts';

/** A member of a consumer group that delivers batches, seeks before it fetches, and commits only what it is told to. */
export class BatchConsumer {
  readonly #parts: MemberParts;
  readonly #options: ConsumeOptions;
  readonly #member: GroupMember;
  readonly #starts: StartFinder;
  readonly #held = new HeldPartitions();
  #memberId: string | undefined;
  #stopping: Promise<void> | undefined;

  /** Made by `KafkaConnection.consume`, which starts it. */
  constructor(parts: MemberParts, options: ConsumeOptions, findStart: FindStart) {
    this.#parts = parts;
    this.#options = options;
    const onTruncated = (held: HeldPartition, problem: SkeinError) => {
      this.pause([held]);
      (options.onTruncated ?? options.onCrash)(problem);
    };
    const found = (held: HeldPartition, offset: number) => this.#seek(held, offset);
    this.#starts = new StartFinder(findStart, parts.log, found, onTruncated);
    const delivery = new BatchDelivery({
      held: this.#held,
      // The runner meets the same error after the handlers; they are told at once, so that the group need not wait for them.
      heart: new Heart(heartbeatMsOf(options), (error) => this.#held.interrupt(`no heartbeat: ${String(error)}`)),
      log: parts.log,
      onBatch: options.onBatch,
      onTruncated,
    });
    this.#member = new GroupMember(parts, {
      onJoin: (payload) => this.#onJoin(payload),
      onBatch: (payload) => delivery.take(payload),
      onLeft: () => options.onLeft?.(),
      onGone: () => this.#loseAll(),
      onFailed: options.onCrash,
    });
  }

  start(): Promise<void> {
    return this.#member.start();
  }

  assigned(): TopicPartition[] {
    return this.#held.all().map(({ topic, partition }) => ({ topic, partition }));
  }

  /** No batches of these partitions until `resume`; what is in a handler already goes on. Unassigned ones are passed over. */
  pause(places: readonly TopicPartition[]): void {
    this.#setPaused(places, true);
  }

  resume(places: readonly TopicPartition[]): void {
    this.#setPaused(places, false);
  }

  /**
   * The next batch of the partition begins at `offset` or later; one that is in a handler counts as not taken, and its signal is aborted.
   * Answers `false` when the partition is not assigned.
   */
  seek(place: TopicPartition, offset: number): boolean {
    const held = this.#held.get(place);
    if (!held) return false;
    // Else the handler could take it, or get it again, after what begins at `offset`: out of order.
    held.handling.abort(new Error('the partition is read from another place on'));
    this.#seek(held, offset);
    return true;
  }

  /**
   * Commits for the assigned ones among `offsets`: `offset` is the next one to read after a restart. Answers `false` when the group did not
   * take it all (it rebalances, or a partition is gone): the records come again, here or elsewhere.
   */
  async commit(offsets: readonly (TopicPartition & { offset: number })[]): Promise<boolean> {
    const own = offsets.filter((place) => this.#held.get(place));
    if (own.length === 0 || this.#stopping) return false;
    try {
      await this.#member.consumer.commitOffsets(own.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })));
      return own.length === offsets.length;
    } catch (error) {
      this.#parts.log('info', 'offsets were not committed', { why: String(error), brokerError: brokerErrorOf(error) });
      return false;
    }
  }

  /** Another member may have left, as somebody says: asks at once instead of at the next heartbeat, so that its partitions do not wait. */
  groupMayHaveChanged(): void {
    this.#member.groupMayHaveChanged();
  }

  /** Leaves the group, so that others take over at once, and ends all sockets, after at most 5 s. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.#held.interrupt('the consumer stops');
    await this.#member.stop();
    this.#loseAll();
  }

  #onJoin({ memberAssignment, memberId }: ConsumerGroupJoinEvent['payload']): void {
    const assigned = Object.entries(memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    // Another member id means that the group had given this member up: its partitions may have been elsewhere.
    const change = this.#held.assign(assigned, memberId === this.#memberId);
    this.#memberId = memberId;
    for (const held of this.#held.all()) {
      // kafkajs goes back to the committed offset at every rebalance, for kept partitions too.
      if (held.position === undefined) this.#applyPause(held);
      else this.#seek(held, held.position);
    }
    this.#tell(change);
    for (const place of change.added) this.#starts.find(this.#held.get(place));
  }

  #loseAll(): void {
    const change = this.#held.assign([], false);
    this.#memberId = undefined;
    if (change.lost.length > 0) this.#tell(change);
  }

  #tell(change: AssignmentChange): void {
    try {
      this.#options.onAssignment?.(change);
    } catch (error) {
      this.#parts.log('error', 'onAssignment failed', { error: String(error), stack: error instanceof Error ? error.stack : '' });
    }
  }

  #seek(held: HeldPartition, offset: number): void {
    held.position = offset;
    this.#member.consumer.seek({ topic: held.topic, partition: held.partition, offset: String(offset) });
    this.#applyPause(held);
  }

  #setPaused(places: readonly TopicPartition[], paused: boolean): void {
    for (const held of places.map((place) => this.#held.get(place))) {
      if (!held) continue;
      held.paused = paused;
      this.#applyPause(held);
    }
  }

  #applyPause(held: HeldPartition): void {
    const places = [{ topic: held.topic, partitions: [held.partition] }];
    if (held.paused || held.position === undefined) this.#member.consumer.pause(places);
    else this.#member.consumer.resume(places);
  }
}
