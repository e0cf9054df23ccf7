import { z } from 'zod';
import { Line } from '../core/text.ts';

/** What a piece of work cost. Cost in millionths of a US dollar, so that sums stay exact. */
export const Usage = z
  .strictObject({
    inputTokens: z.int().min(0).optional(),
    outputTokens: z.int().min(0).optional(),
    costMicroUsd: z.int().min(0).optional(),
    model: Line.optional(),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof Usage>;
