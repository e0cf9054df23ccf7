import { z } from 'zod';
import { Collection } from './search.ts';

const Count = z.int().min(0);

/** One pass over a source: what it did so far. */
export const IndexRunStatus = z
  .object({
    id: z.uuid(),
    collection: Collection,
    source: z.string(),
    project: z.string(),
    state: z.enum(['running', 'finished', 'failed', 'interrupted']),
    /** Documents that it will look at, where that is known. */
    expected: Count.optional(),
    counts: z.object({
      documents: z.object({ unchanged: Count, written: Count, removed: Count, skipped: Count }),
      chunks: z.object({ unchanged: Count, written: Count, removed: Count }),
    }),
    error: z.string().optional(),
    startedAt: z.string(),
    endedAt: z.string().optional(),
  })
  .meta({ id: 'IndexRunStatus' });

/** A source that is indexed again and again. */
export const IndexSchedule = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    source: z.string(),
    project: z.string(),
    everySeconds: Count,
    nextAt: z.string(),
    /** Runs in a row that went wrong; `error`: the last one's. The next comes earlier or later for it, see docs/retrieval.md. */
    failures: Count,
    error: z.string().optional(),
  })
  .meta({ id: 'IndexSchedule' });
export type IndexSchedule = z.infer<typeof IndexSchedule>;

/** `removed`: false if there was none of this id. A run that goes on is not ended by it. */
export const ScheduleRemoved = z.object({ removed: z.boolean() }).meta({ id: 'ScheduleRemoved' });
export type ScheduleRemoved = z.infer<typeof ScheduleRemoved>;

/** Vectors of a collection. */
const Vectors = z.object({
  model: z.string(),
  dimension: Count,
  /** Chunks that have one; those that the model refused never will. */
  embedded: Count,
  refused: Count,
});

export const IndexStatus = z
  .object({
    adapter: z.enum(['embedded', 'qdrant']),
    collections: z.array(
      z.object({
        collection: Collection,
        chunks: Count,
        /** Those that are searched. */
        vectors: Vectors.optional(),
        /** Those that are made to take their place, and do when all are there. */
        next: Vectors.optional(),
      }),
    ),
    /** What makes vectors, and why it makes none at present; absent: nothing is configured. */
    embedder: z.object({ model: z.string(), dimension: Count, trouble: z.string().optional() }).optional(),
    /** The newest run of each source. */
    runs: z.array(IndexRunStatus),
    schedules: z.array(IndexSchedule),
  })
  .meta({ id: 'IndexStatus' });
export type IndexStatus = z.infer<typeof IndexStatus>;
