import { z } from 'zod';
import { Category, Sha256 } from '../core/primitives.ts';

/** What the store has of one partition. */
export const PartitionView = z
  .object({
    category: Category,
    partition: z.int(),
    seq: z.int(),
    head: Sha256,
    /** Kafka offset of the first record not stored yet. */
    nextOffset: z.int(),
    /** Records skipped because they did not follow the head. */
    voids: z.int(),
    /** Set when nothing more of the partition is stored until somebody acts. */
    parked: z.object({ code: z.string(), detail: z.string() }).optional(),
  })
  .meta({ id: 'PartitionView' });
export type PartitionView = z.infer<typeof PartitionView>;

/** One accepted record of the log as it was sent; `value` is the exact text that `hash` is of. */
export const HistoryRecord = z
  .object({ category: Category, partition: z.int(), seq: z.int(), offset: z.int(), hash: Sha256, value: z.string() })
  .meta({ id: 'HistoryRecord' });
export type HistoryRecord = z.infer<typeof HistoryRecord>;

/** `GET /v1/log/records`: history of one partition, for subscribers; needs the scope "admin", since only who sees all records can follow their links. */
export const HistoryQuery = z.strictObject({
  category: Category,
  partition: z.coerce.number().int().min(0),
  afterSeq: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});
export type HistoryQuery = z.input<typeof HistoryQuery>;
