import type { SkeinError } from '@skein/contracts';

export interface TopicRecord {
  offset: number;
  value: Uint8Array | null;
}

/** Records of one partition in the order of their offsets, at least one. */
export interface TopicBatch {
  partition: number;
  records: readonly TopicRecord[];
  /** The end of the partition when the batch was fetched: the offset that the next record will get. */
  highWatermark: number;
  /** Aborted when the reader gives the batch up. */
  signal: AbortSignal;
}

export interface TopicReadOptions {
  topic: string;
  /** The partitions to read, and the first offset of each that is wanted. */
  partitions: readonly { partition: number; offset: number }[];
  /** Gets the batches of a partition one after another; a batch comes again when it rejects. */
  onRecords(batch: TopicBatch): Promise<void>;
  /** Nothing more will be delivered. */
  onCrash(error: SkeinError): void;
}

/** What a subscription needs of Kafka. `KafkaConnection` of `@skein/kafka` is one. */
export interface TopicSource {
  readonly admin: { offsets(topic: string): Promise<{ partition: number; start: number; end: number }[]> };
  read(options: TopicReadOptions): Promise<{ stop(): Promise<void> }>;
}
