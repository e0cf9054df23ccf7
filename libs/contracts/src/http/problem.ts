import { z } from 'zod';

/** RFC 9457 problem document with a stable `code`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    /** What happened, why, and what to do next. */
    detail: z.string(),
    retriable: z.boolean(),
    instance: z.string().optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
