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

/** Sums of what was reported; each is exact up to 2^53 - 1, and what would exceed that is refused. */
export const UsageTotals = z
  .object({ inputTokens: z.int().min(0), outputTokens: z.int().min(0), costMicroUsd: z.int().min(0) })
  .meta({ id: 'UsageTotals' });
export type UsageTotals = z.infer<typeof UsageTotals>;
