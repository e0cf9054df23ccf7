import type { ProblemCode } from '@skein/contracts';
import type { Cursor, TopicEnds } from '@skein/log';
import type { PartitionRef } from '@skein/postgres';
import type { CommitJob } from './commit-job.ts';

/** What store and topic say of a partition before its first record is read. */
export interface TopicState {
  cursor: Cursor;
  ends: TopicEnds;
  /** The cluster that the partition was read from so far, when it is not the one that is connected. */
  foreignCluster: string | undefined;
  parked: boolean;
}

/** What the store of a partition needs of the world. What rejects is repeated by the shell. */
export interface PartitionPorts {
  readCursor(place: PartitionRef): Promise<TopicState>;
  seek(offset: number): void;
  commit(job: CommitJob): void;
  dropFolds(): void;
  moved(cursor: Cursor): void;
  /** `nextOffset`: where the stored cursor stands as far as this process knows. */
  park(place: PartitionRef, nextOffset: number, code: ProblemCode, detail: string): Promise<void>;
  unpark(place: PartitionRef): Promise<void>;
  failed(what: string, error: unknown): void;
}
