import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export const ANSWERS = 'skein:answers';

export interface Answer {
  status: number;
  schema: z.ZodType;
  summary?: string;
}

/** Sets the status of a route (default 200) and tells the OpenAPI document what it answers. */
export const Answers = (schema: z.ZodType, { status = 200, summary }: { status?: number; summary?: string } = {}) =>
  applyDecorators(HttpCode(status), SetMetadata(ANSWERS, { status, schema, summary } satisfies Answer));
