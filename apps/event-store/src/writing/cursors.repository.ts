import type { ProblemCode } from '@skein/contracts';
import type { Cursor } from '@skein/log';
import { cursorsChannel, type Database, type PartitionRef } from '@skein/postgres';

export interface OpenedCursor {
  cursor: Cursor;
  /** Of the Kafka cluster that the partition was read from so far. */
  clusterId: string;
  parked: boolean;
}

/** The rows that say how far each partition is stored; appends move them, this does the rest. */
export class CursorsRepository {
  constructor(private readonly database: Database) {}

  /** Makes the row of a partition that was never stored. */
  async open({ category, partition }: PartitionRef, clusterId: string): Promise<OpenedCursor> {
    const [row] = await this.database.query<Row>(
      `insert into event_store.cursors as c (category, partition, cluster_id) values ($1, $2, $3)
       on conflict (category, partition) do update set cluster_id = case when c.next_offset = 0 then $3 else coalesce(c.cluster_id, $3) end
       returning next_offset, head, seq, head_offset, cluster_id, parked_code is not null as parked`,
      [category, partition, clusterId],
    );
    const { next_offset, head, seq, head_offset, cluster_id, parked } = row!;
    return { cursor: { nextOffset: next_offset, head, seq, headOffset: head_offset }, clusterId: cluster_id, parked };
  }

  /** For people to see, as long as the cursor stands where it was when the partition was parked. */
  async park({ category, partition }: PartitionRef, nextOffset: number, code: ProblemCode, detail: string): Promise<void> {
    await this.database.execute(
      `with parked as (
         update event_store.cursors set parked_code = $4, parked_detail = $5 where category = $1 and partition = $2 and next_offset = $3
         returning category || ':' || partition || ':' || seq as position)
       select pg_notify('${cursorsChannel}', position) from parked`,
      [category, partition, nextOffset, code, detail.slice(0, 2_000)],
    );
  }

  async unpark({ category, partition }: PartitionRef): Promise<void> {
    await this.database.execute(
      `update event_store.cursors set parked_code = null, parked_detail = null where category = $1 and partition = $2`,
      [category, partition],
    );
  }
}

interface Row {
  next_offset: number;
  head: string;
  seq: number;
  head_offset: number;
  cluster_id: string;
  parked: boolean;
}
