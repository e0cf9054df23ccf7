import { z } from 'zod';

const Count = z.int().min(0);
const Adapter = z.enum(['embedded', 'qdrant']);

/**
 * Makes the index of the caller's tenant anew from the tables. `to`: only if that is the adapter which is configured. `embed`: with vectors of the
 * model that is configured, where there are others; they are made behind it all, and searched when all are there.
 */
export const RebuildIndex = z.strictObject({ to: Adapter.optional(), embed: z.boolean().optional() }).meta({ id: 'RebuildIndex' });
export type RebuildIndex = z.input<typeof RebuildIndex>;

export const RebuildStarted = z.object({ id: z.uuid() }).meta({ id: 'RebuildStarted' });
export type RebuildStarted = z.infer<typeof RebuildStarted>;

/** All counts are of the caller's tenant: nothing of another one is made anew. */
export const IndexRebuild = z
  .object({
    id: z.uuid(),
    /** `interrupted`: the process that did it has ended; what was searched before still is. */
    state: z.enum(['running', 'finished', 'failed', 'interrupted']),
    adapter: Adapter,
    /** So far. */
    points: Count,
    /** How many there are to be. */
    expected: Count,
    /** Collections whose new vectors are being made; with `embed`. Their points are made anew when all of these are there. */
    embedding: Count.optional(),
    ms: z.number(),
    /** Why it failed. */
    error: z.string().optional(),
  })
  .meta({ id: 'IndexRebuild' });
export type IndexRebuild = z.infer<typeof IndexRebuild>;
