import type { SkeinError } from '@skein/contracts';
import type { AssignmentChange, ConsumedBatch, TopicPartition } from './consumed-batch.ts';

export interface ConsumeOptions {
  /** One group, one set of topics: a group that reads other topics is refused. */
  groupId: string;
  topics: readonly string[];
  /**
   * Gets the batches of a partition one after another, those of different partitions at the same time. Heartbeats go on while it works,
   * but no partition is fetched before all handlers of the last fetch are done: return early and use `pause` when work piles up.
   * When it rejects, the same records come again after a pause (0.1 s doubling to 5 s).
   *
   * Once `batch.signal` is aborted, its end means nothing: whether it resolves or rejects, the records count as not taken, and come again
   * at once when the partition is still here (from where it was sought, if it was), else wherever it goes. So a handler may simply return then, and must know by their
   * offsets or ids what it has taken before.
   */
  onBatch(batch: ConsumedBatch): Promise<void>;
  /** Called at each rebalance, before the first batch of an added partition, and when all is lost by a crash or a stop. */
  onAssignment?(change: AssignmentChange): void;
  /**
   * Where to read an added partition from; earlier records do not reach the handler. Default: the committed offset, else the start of the log.
   * `undefined` leaves it paused until `seek`. A rejection is logged and tried again.
   */
  startOffset?(place: TopicPartition, signal: AbortSignal): Promise<number | undefined>;
  /** `stop` has left the group: others can take over from now on, while the sockets here are still being closed. */
  onLeft?(): void;
  /** The consumer has ended for good; nothing will be delivered any more. The process should end. */
  onCrash(error: SkeinError): void;
  /**
   * The log of a partition ends before the offset that was reached or committed: `log.truncated`, with the facts `topic`, `partition`,
   * `position` and `end`. The partition is paused. Default: `onCrash`.
   */
  onTruncated?(error: SkeinError): void;
  /** How long the group waits for a member that died, in ms. Default 6,000; owners of partitions use 3,000. */
  sessionTimeoutMs?: number;
  /** How often the group hears of this member, and it of the group, in ms. Default: a fourth of the session. */
  heartbeatMs?: number;
  /** How long the group waits for handlers before it goes on without this member, in ms. Default 10,000. */
  rebalanceTimeoutMs?: number;
  /** How long a fetch waits for new records, in ms. Default 250; a record that arrives ends the wait at once. */
  maxWaitMs?: number;
  /** Bytes fetched at once per partition. Default 2 MiB; a larger batch still comes whole. */
  maxBytesPerPartition?: number;
}

export const consumeDefaults = {
  // 6 s, not kafkajs's 30: after a kill -9 the group waits this long before anyone takes over.
  sessionTimeoutMs: 6_000,
  rebalanceTimeoutMs: 10_000,
  // A real broker answers as soon as a record is there; smaller values only burn idle CPU.
  maxWaitMs: 250,
  maxBytesPerPartition: 2 * 1024 * 1024,
} as const;

/** Four heartbeats per session: one may be late, and one lost. */
export const heartbeatMsOf = ({ sessionTimeoutMs = consumeDefaults.sessionTimeoutMs, heartbeatMs }: ConsumeOptions): number =>
  heartbeatMs ?? Math.floor(sessionTimeoutMs / 4);
