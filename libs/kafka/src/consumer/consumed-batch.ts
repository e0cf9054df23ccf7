export interface TopicPartition {
  topic: string;
  partition: number;
}

export interface ConsumedRecord {
  offset: number;
  key: string | null;
  /** `null` is a tombstone. */
  value: Buffer | null;
  /** When the broker appended it, in ms since 1970 (topics of ours use LogAppendTime). */
  timestamp: number;
  headers: Readonly<Record<string, string>>;
}

/** Records of one partition in the order of their offsets, at least one. */
export interface ConsumedBatch extends TopicPartition {
  records: readonly ConsumedRecord[];
  /** The end of the partition when the batch was fetched: the offset that the next record will get. */
  highWatermark: number;
  /** Aborted when the partition is lost or sought, the group rebalances or the consumer stops: a handler that waits should then give up; the records come again. */
  signal: AbortSignal;
}

/** What a rebalance, a crash or a stop changed. `assigned` = `added` + `kept`. */
export interface AssignmentChange {
  assigned: readonly TopicPartition[];
  /** New here, or possibly somewhere else in between: whatever was known of them counts no more. */
  added: readonly TopicPartition[];
  kept: readonly TopicPartition[];
  lost: readonly TopicPartition[];
}
