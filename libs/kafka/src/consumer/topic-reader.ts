import type { SkeinError } from '@skein/contracts';
import type { ConsumedBatch } from './consumed-batch.ts';

export interface ReadOptions {
  topic: string;
  /** The partitions to read, and the first offset of each that the handler gets. */
  partitions: readonly { partition: number; offset: number }[];
  /** As `ConsumeOptions.onBatch`: one batch of a partition after another, repeated when it rejects. */
  onRecords(batch: ConsumedBatch): Promise<void>;
  onCrash(error: SkeinError): void;
  /** How long a fetch waits for new records, in ms. Default 1,000; a record that arrives ends the wait at once. */
  maxWaitMs?: number;
  maxBytesPerPartition?: number;
}

/** Reads partitions of a topic from given offsets, beside all consumer groups; leaves nothing behind on the broker. */
export interface TopicReader {
  /** Resolves when no handler works any more and the broker has forgotten the reader. */
  stop(): Promise<void>;
}
