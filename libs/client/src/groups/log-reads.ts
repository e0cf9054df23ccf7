import type { HistoryQuery, HistoryRecord, Page, PartitionView } from '@skein/contracts';
import type { Query } from '../http/query.ts';
import type { ReadOptions, Reader } from '../reads/reader.ts';

/** The log itself, as the store has it. */
export class LogReads {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** How far the store is, partition by partition. */
  async partitions(options: ReadOptions = {}): Promise<PartitionView[]> {
    return (await this.#reader.get<Page<PartitionView>>('/v1/log/partitions', {}, undefined, options)).items;
  }

  /** Accepted records of one partition after a seq, in their order, with the very texts that were sent. Empty at the end. */
  async records(query: HistoryQuery, options: ReadOptions = {}): Promise<HistoryRecord[]> {
    return (await this.#reader.get<Page<HistoryRecord>>('/v1/log/records', query as Query, undefined, options)).items;
  }
}
