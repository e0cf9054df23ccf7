import { Injectable } from '@nestjs/common';
import type { Category, HistoryRecord, PartitionView } from '@skein/contracts';
import { Database } from '@skein/postgres';

/** The log itself, past all tenants: for operators and for services that follow all of it. */
@Injectable()
export class LogRepository {
  constructor(private readonly database: Database) {}

  async partitions(): Promise<PartitionView[]> {
    const rows = await this.database.query<PartitionRow>(
      `select category, partition, seq, head, next_offset, voids, parked_code, parked_detail from event_store.cursors
       order by category, partition`,
    );
    return rows.map(({ next_offset, parked_code, parked_detail, ...row }) => ({
      ...row,
      nextOffset: next_offset,
      ...(parked_code === null ? {} : { parked: { code: parked_code, detail: parked_detail ?? '' } }),
    }));
  }

  records(category: Category, partition: number, afterSeq: number, limit: number): Promise<HistoryRecord[]> {
    return this.database.query<HistoryRecord>(
      `select r.category, r.partition, r.seq, r."offset", encode(r.hash, 'hex') as hash, r.value from event_store.records r
       where r.category = $1 and r.partition = $2 and r.seq > $3 order by r.seq limit $4`,
      [category, partition, afterSeq, limit],
      'log.records',
    );
  }
}

interface PartitionRow {
  category: Category;
  partition: number;
  seq: number;
  head: string;
  next_offset: number;
  voids: number;
  parked_code: string | null;
  parked_detail: string | null;
}
