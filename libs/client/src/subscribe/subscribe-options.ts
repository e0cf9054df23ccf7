import type { Category, EventRecord, OutcomeRecord, SkeinError } from '@skein/contracts';
import type { LogReads } from '../groups/log-reads.ts';
import type { SubscriberPosition } from './subscriber-position.ts';
import type { TopicSource } from './topic-source.ts';

/** Accepted records of one partition, in the order of the log. */
export interface Batch {
  category: Category;
  partition: number;
  /** Where the partition stood before the batch. */
  from: SubscriberPosition;
  /** Where it stands after the batch: store it together with the effect. */
  position: SubscriberPosition;
  /** May be empty: outcomes move the position too. */
  events: readonly EventRecord[];
  /** Answers to commands that made no event. */
  outcomes: readonly OutcomeRecord[];
  /** Aborted when the subscription stops, or its place in the topic is lost: a handler that waits should then give up. */
  signal: AbortSignal;
}

/** Something that was in the way; the subscription tries again by itself, except in a parked partition. */
export interface SubscriptionTrouble {
  what: 'handler' | 'position' | 'history' | 'topic' | 'parked';
  partition?: number;
  error: SkeinError | Error;
}

export interface SubscribeOptions {
  /** Reads the history. Its key needs the scope `admin`: only who sees all records of a partition can follow their links. */
  client: { readonly log: Pick<LogReads, 'records' | 'partitions'> };
  /** Reads the topic: a `KafkaConnection` of `@skein/kafka`. It stays the caller's to close, after the subscription has stopped. */
  kafka: TopicSource;
  /** Of the deployment's topics. Default: none. */
  topicPrefix?: string;
  category: Category;
  /** Default: all. */
  partitions?: readonly number[];
  /**
   * Where to begin. Default `start`. A partition without a position begins at its start. A function is asked again after every failed
   * batch and every interruption: what it says is believed, so an effect that was committed although the handler failed is not repeated.
   */
  from?: 'start' | readonly SubscriberPosition[] | (() => Promise<readonly SubscriberPosition[]>);
  /**
   * Gets every accepted record exactly once if it stores `position` with its effect and `from` reads it; at least once otherwise. Called
   * for one batch of a partition after another, for different partitions at the same time. When it rejects, the batch comes again
   * after a pause (0.1 s doubling to 5 s); nothing is ever skipped.
   */
  handler(batch: Batch): Promise<void> | void;
  /** Records per batch at most. Default 1,000. */
  batchSize?: number;
  /** Called once, when everything that was in the topic at the beginning has been handled. */
  onCaughtUp?(): void;
  onTrouble?(trouble: SubscriptionTrouble): void;
}
